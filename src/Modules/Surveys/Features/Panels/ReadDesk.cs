using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Panels;

/// <summary>What an analyst begins the day with: running waves, and answers waiting for a decision.</summary>
[Needs("surveys.write")]
internal static class ReadDesk
{
    public sealed record Query : IRequest<View>;

    public sealed record Running(long Id, string Title, DateTimeOffset? ClosesAt, Counts Counts);

    public sealed record View(IReadOnlyList<Running> Waves, int ToClean);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var waves = await db.Waves.Where(w => w.State == WaveState.Open || w.State == WaveState.Sending).OrderByDescending(w => w.Id).Take(6).Select(w => new { w.Id, w.Title, w.ClosesAt, w.Survey.Draft }).ToListAsync(cancellationToken);
            var counts = await Counts.Of(db, [.. waves.Select(w => w.Id)], cancellationToken);
            // Capped: beyond 1000 the exact number helps nobody.
            var toClean = await db.Responses.Within(user.ScopeOf("surveys.results")).Where(r => r.Flags.Length > 0 && r.DecidedAt == null).CountUpTo(1000, cancellationToken);
            return new([.. waves.Select(w => new Running(w.Id, w.Title.Length > 0 ? w.Title : w.Draft.Title.In(user.Language), w.ClosesAt, counts.GetValueOrDefault(w.Id, Counts.None)))], toClean);
        }
    }
}
