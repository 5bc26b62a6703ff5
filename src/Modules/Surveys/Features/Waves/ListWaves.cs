using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Waves, newest first, with how far they are.</summary>
[Needs("surveys.read")]
internal static class ListWaves
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long? Survey { get; init; }
        public WaveState? State { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Title, long SurveyId, string Survey, WaveKind Kind, WaveState State, DateTimeOffset OpensAt, DateTimeOffset? ClosesAt, long Invited, long Delivered, long Started, long Finished)
    {
        /// <summary>Finished of delivered.</summary>
        public double? ResponseRate => Delivered == 0 ? null : (double)Finished / Delivered;
    }

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var limit = Math.Clamp(request.Limit, 1, 200);
            var waves = db.Waves.AsQueryable();
            if (request.Survey is { } survey) waves = waves.Where(w => w.SurveyId == survey);
            if (request.State is { } state) waves = waves.Where(w => w.State == state);
            if (Cursor.Read<long?>(request.After) is { } after) waves = waves.Where(w => w.Id < after);
            var found = await waves.OrderByDescending(w => w.Id).Take(limit + 1).Select(w => new { w.Id, w.Title, w.SurveyId, w.Survey.Draft, w.Kind, w.State, w.OpensAt, w.ClosesAt }).ToListAsync(cancellationToken);
            var slice = Cursor.Cut(found, limit, w => (long?)w.Id);
            var counts = await Counts.Of(db, [.. slice.Items.Select(w => w.Id)], cancellationToken);
            return new([.. slice.Items.Select(w =>
            {
                var n = counts.GetValueOrDefault(w.Id, Counts.None);
                var title = w.Draft.Title.In(user.Language);
                return new Row(w.Id, w.Title.Length > 0 ? w.Title : title, w.SurveyId, title, w.Kind, w.State, w.OpensAt, w.ClosesAt, n.Invited, n.Delivered, n.Started, n.Finished);
            })], slice.NextCursor);
        }
    }
}

/// <summary>How many were asked, how many answered.</summary>
internal sealed record Counts(long Invited, long Delivered, long Started, long Finished)
{
    public static readonly Counts None = new(0, 0, 0, 0);

    public double? ResponseRate => Delivered == 0 ? null : (double)Finished / Delivered;

    public static async Task<Dictionary<long, Counts>> Of(SurveysDb db, IReadOnlyList<long> waves, CancellationToken ct) =>
        (await db.Invitations.Where(i => waves.Contains(i.WaveId)).GroupBy(i => i.WaveId).Select(g => new
        {
            g.Key, Invited = g.LongCount(), Delivered = g.LongCount(i => i.Delivery != Delivery.Undeliverable), Started = g.LongCount(i => i.StartedAt != null), Finished = g.LongCount(i => i.FinishedAt != null),
        }).ToListAsync(ct)).ToDictionary(g => g.Key, g => new Counts(g.Invited, g.Delivered, g.Started, g.Finished));
}
