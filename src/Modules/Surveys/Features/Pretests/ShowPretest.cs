using Crm.Contracts.Staff;
using Crm.Platform;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.Pretests;

/// <summary>What a pre-test has shown: of every question how long it took, and what was remarked.</summary>
[Needs("surveys.read")]
internal static class ShowPretest
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Address">The link, for those who may hand it over and as long as it takes answers.</param>
    public sealed record TesterRow(long Id, string Name, string? Address, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, int Seconds);

    public sealed record RemarkRow(long Id, string By, string Text, DateTimeOffset At, bool Done);

    /// <param name="Median">Seconds it took the middle tester; null when nobody has come that far.</param>
    /// <param name="Estimate">Seconds the builder reckons with.</param>
    /// <param name="Gone">The draft no longer has it.</param>
    public sealed record ItemRow(Item Item, string Dimension, int N, double? Median, int? Longest, int Estimate, bool Gone, IReadOnlyList<RemarkRow> Remarks)
    {
        /// <summary>More than twice as long as reckoned, and not by a second or two: it may be hard to understand.</summary>
        public bool IsSlow => Median > 2 * Estimate && Median > Estimate + 5;
    }

    public sealed record View(long Id, long SurveyId, string Survey, DateTimeOffset OpenedAt, string? OpenedBy, DateTimeOffset? ClosedAt, IReadOnlyList<TesterRow> Testers, IReadOnlyList<ItemRow> Items, int OpenRemarks, double? MedianSeconds, int EstimatedSeconds);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, IConfiguration configuration, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = await db.Pretests.AsNoTracking().Where(p => p.Id == request.Id).Select(p => new { Pretest = p, Draft = db.Surveys.Where(s => s.Id == p.SurveyId).Select(s => s.Draft).First() }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Pretest", request.Id);
            var testers = await db.PretestTesters.AsNoTracking().Where(t => t.PretestId == request.Id).OrderBy(t => t.Id).ToListAsync(cancellationToken);
            var remarks = (await db.PretestRemarks.AsNoTracking().Where(r => r.PretestId == request.Id).OrderBy(r => r.Id).ToListAsync(cancellationToken)).ToLookup(r => r.Item);
            var names = testers.ToDictionary(t => t.Id, t => t.Name);
            var definition = found.Pretest.Definition;
            var hands = found.Pretest.ClosedAt is null && user.Can("surveys.write");
            var finished = testers.Where(t => t.FinishedAt is not null).Select(t => t.Seconds.Values.Sum()).ToList();
            return new(found.Pretest.Id, found.Pretest.SurveyId, definition.Title.In(user.Language), found.Pretest.OpenedAt,
                found.Pretest.OpenedById is { } by ? (await staff.Everyone(cancellationToken)).GetValueOrDefault(by)?.Name : null, found.Pretest.ClosedAt,
                [.. testers.Select(t => new TesterRow(t.Id, t.Name, hands && t.FinishedAt is null ? PublicUrl.Of(configuration, $"/trial/{t.Token}") : null, t.StartedAt, t.FinishedAt, t.Seconds.Values.Sum()))],
                [.. definition.Dimensions.SelectMany(d => d.Items.Select(i =>
                {
                    var seconds = testers.Where(t => t.Seconds.ContainsKey(i.Key)).Select(t => t.Seconds[i.Key]).ToList();
                    return new ItemRow(i, d.Title.In(user.Language), seconds.Count, Median(seconds), seconds.Count == 0 ? null : seconds.Max(), SurveyDefinition.SecondsFor(i), found.Draft.Find(i.Key) is null,
                        [.. remarks[i.Key].Select(r => new RemarkRow(r.Id, names.GetValueOrDefault(r.TesterId, ""), r.Text, r.At, r.DoneAt is not null))]);
                }))],
                remarks.Sum(g => g.Count(r => r.DoneAt is null)), Median(finished), definition.EstimatedSeconds);
        }

        static double? Median(List<int> values)
        {
            if (values.Count == 0) return null;
            values.Sort();
            return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
        }
    }
}
