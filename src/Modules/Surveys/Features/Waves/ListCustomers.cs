using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Puts customers on a wave's list by number or main e-mail, as they are pasted or stand in a file, and says which of them nobody knows.</summary>
[Needs("surveys.write")]
internal static class ListCustomers
{
    /// <summary>Numbers taken at once.</summary>
    public const int Most = 20_000;

    public const int MaxBytes = 2 << 20;

    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string Title, bool Draft, long Listed, IReadOnlyList<Row> Some);

    public sealed record Row(long CustomerId, string Name);

    public sealed record Command : IRequest<Result>
    {
        public long Id { get; init; }

        /// <summary>Numbers or addresses, by line, comma, semicolon or tab.</summary>
        public string Typed { get; init; } = "";

        /// <summary>One chosen.</summary>
        public long? CustomerId { get; init; }
    }

    public sealed record Result(int Added, int Known, IReadOnlyList<string> NotFound);

    /// <summary>Takes one off the list, or all.</summary>
    public sealed record Remove(long Id, long? CustomerId) : IRequest<Unit>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Typed).NotEmpty().When(c => c.CustomerId is null);
            RuleFor(c => c.Typed).Must(t => Split(t).Count <= Most).WithMessage(_ => texts["surveys.list.most", Most]);
        }
    }

    public sealed class Handler(SurveysDb db, IAudienceFacts facts, ICustomerDirectory customers, CurrentUser user) : IRequestHandler<Query, View>, IRequestHandler<Command, Result>, IRequestHandler<Remove, Unit>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var n = await db.WaveListed.LongCountAsync(l => l.WaveId == wave.Id, cancellationToken);
            var some = await db.WaveListed.Where(l => l.WaveId == wave.Id).OrderBy(l => l.CustomerId).Take(200).Select(l => l.CustomerId).ToListAsync(cancellationToken);
            var names = await customers.NamesOf(some, cancellationToken);
            return new(wave.Id, wave.Title.Length > 0 ? wave.Title : wave.Survey.Draft.Title.In(user.Language), wave.State is WaveState.Draft or WaveState.Scheduled, n, [.. some.Select(c => new Row(c, names.GetValueOrDefault(c) ?? c.ToString(System.Globalization.CultureInfo.InvariantCulture)))]);
        }

        public async Task<Result> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await Early(request.Id, cancellationToken);
            var typed = Split(request.Typed);
            var found = new HashSet<long>();
            var missing = new List<string>();
            if (request.CustomerId is { } chosen) found.Add((await customers.Readable(chosen, cancellationToken) ?? throw new RuleException("surveys.enter.customer", nameof(Command.CustomerId))).Id);
            foreach (var some in typed.Chunk(1000))
            {
                var known = await facts.Find(some, cancellationToken);
                found.UnionWith(known.Values.Where(c => !c.Erased).Select(c => c.Id));
                missing.AddRange(some.Where(t => !known.TryGetValue(t, out var c) || c.Erased));
            }
            wave.List();
            await db.SaveChangesAsync(cancellationToken);
            long[] ids = [.. found];
            var added = await db.Database.ExecuteSqlAsync($"insert into surveys.wave_listed (wave_id, customer_id) select {wave.Id}, unnest({ids}) on conflict do nothing", cancellationToken);
            return new(added, found.Count - added, missing);
        }

        public async Task<Unit> Handle(Remove request, CancellationToken cancellationToken)
        {
            var wave = await Early(request.Id, cancellationToken);
            await db.WaveListed.Where(l => l.WaveId == wave.Id && (request.CustomerId == null || l.CustomerId == request.CustomerId)).ExecuteDeleteAsync(cancellationToken);
            return Unit.Value;
        }

        async Task<Wave> Early(long id, CancellationToken ct)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == id, ct) ?? throw new MissingException("Wave", id);
            if (wave.Kind != WaveKind.Audience || wave.State is not (WaveState.Draft or WaveState.Scheduled)) throw new RuleException("surveys.wave.started");
            return wave;
        }
    }

    static List<string> Split(string? text) => [.. (text ?? "").Split(['\r', '\n', ',', ';', '\t', '，', '；', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => t.Trim('"')).Where(t => t.Length is > 0 and <= 200).Distinct()];
}
