using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Writes a sharing into its register, or changes what stands there.</summary>
[Needs("privacy.manage")]
internal static class SaveSharing
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }

        public string What { get; init; } = "";
        public string Recipient { get; init; } = "";
        public string Why { get; init; } = "";
        public string How { get; init; } = "";
        public string Authority { get; init; } = "";
        public bool DeIdentified { get; init; } = true;
        public long? ApproverId { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? Until { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.What).NotEmpty().MaximumLength(1000);
            RuleFor(c => c.Recipient).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Why).NotEmpty().MaximumLength(1000);
            RuleFor(c => c.How).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Authority).NotEmpty().MaximumLength(1000);
            RuleFor(c => c.ApproverId).NotNull();
            RuleFor(c => c.From).NotNull();
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.Sharings.Where(x => x.Id == query.Id).Select(x => new Command { Id = x.Id, Version = x.Version, What = x.What, Recipient = x.Recipient, Why = x.Why, How = x.How, Authority = x.Authority, DeIdentified = x.DeIdentified, ApproverId = x.ApproverId, From = x.From, Until = x.Until }).FirstOrDefaultAsync(ct)
            ?? throw new MissingException("Sharing", query.Id);
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var facts = new SharingFacts(c.What, c.Recipient, c.Why, c.How, c.Authority, c.DeIdentified, c.ApproverId, c.From, c.Until);
            var row = c.Id == 0 ? null : await db.Sharings.FirstOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("Sharing", c.Id);
            if (row is null) db.Sharings.Add(row = new Sharing(facts, user.Id, clock.GetUtcNow()));
            else
            {
                db.Expect(row, c.Version);
                row.Take(facts, user.Id, clock.GetUtcNow());
            }
            await db.SaveChangesAsync(ct);
            return row.Id;
        }
    }
}

/// <summary>The register, newest first.</summary>
[Needs("privacy.manage")]
internal static class ListSharings
{
    public sealed record Query(string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, string Title, string? Detail, DateOnly? Day);

    public sealed class Handler(CustomersDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var before = Cursor.Read<long?>(query.After) ?? long.MaxValue;
            var rows = await db.Sharings.AsNoTracking().Where(x => x.Id < before).OrderByDescending(x => x.Id).Take(limit + 1).Select(x => new Row(x.Id, x.Recipient, x.What, x.From)).ToListAsync(ct);
            return Cursor.Cut(rows, limit, r => r.Id);
        }
    }
}
