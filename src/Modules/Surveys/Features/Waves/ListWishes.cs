using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Who of an anonymous wave wishes to be called. Known customers become call backs by themselves; the others are taken care of here.</summary>
[Needs("surveys.write")]
internal static class ListWishes
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string Title, IReadOnlyList<Row> Rows);

    public sealed record Row(long Id, long? CustomerId, string? Customer, string? Words, DateTimeOffset Day, bool Done);

    /// <summary>Says that somebody has been called.</summary>
    public sealed record Settle(long WaveId, long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, ICustomerDirectory customers, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Settle, Unit>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var rows = await db.ContactWishes.AsNoTracking().Where(w => w.WaveId == wave.Id).OrderBy(w => w.DoneAt != null).ThenByDescending(w => w.Day).ThenBy(w => w.CustomerId).Take(500).ToListAsync(cancellationToken);
            var names = await customers.NamesOf([.. rows.Select(r => r.CustomerId).OfType<long>().Distinct()], cancellationToken);
            return new(wave.Id, wave.Title.Length > 0 ? wave.Title : wave.Survey.Draft.Title.In(user.Language), [.. rows.Select(r => new Row(r.Id, r.CustomerId, r.CustomerId is { } c ? names.GetValueOrDefault(c) : null, r.Words, r.Day, r.DoneAt is not null))]);
        }

        public async Task<Unit> Handle(Settle request, CancellationToken cancellationToken)
        {
            var wish = await db.ContactWishes.SingleOrDefaultAsync(w => w.Id == request.Id && w.WaveId == request.WaveId, cancellationToken) ?? throw new MissingException("Wish", request.Id);
            wish.Done(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
