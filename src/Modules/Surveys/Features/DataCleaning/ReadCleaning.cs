using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DataCleaning;

/// <summary>What cleaning has done to a survey: by rule and wave, what people have decided, and what waits for them.</summary>
[Needs("surveys.results")]
internal static class ReadCleaning
{
    public sealed record Query : ResultsFilter, IRequest<View>
    {
        public string? After { get; init; }
    }

    /// <param name="Flagged">Answers a rule has flagged, by rule; one answer may have several.</param>
    /// <param name="PutBack">Flagged, and in the figures by somebody's decision.</param>
    /// <param name="TakenOut">Out of the figures by somebody's decision.</param>
    public sealed record Line(long? WaveId, string? Wave, long N, long Counted, IReadOnlyDictionary<Flag, long> Flagged, long PutBack, long TakenOut)
    {
        public long LeftOut => N - Counted;
    }

    public sealed record Decision(long Id, IReadOnlyList<Flag> Flags, bool Counted, string? Reason, string? By, DateTimeOffset At);

    public sealed record Waiting(long Id, IReadOnlyList<Flag> Flags, DateTimeOffset FinishedAt, int ActiveSeconds, ResponseSource Source, int? Headline, int? Nps);

    public sealed record View(long SurveyId, string Survey, CleaningRules Rules, IReadOnlyList<Line> Waves, Line All, IReadOnlyList<Waiting> ToDecide, Slice<Decision> Decisions);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        const int Shown = 50;

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = request.Survey ?? throw new MissingException("Survey");
            var survey = await db.Surveys.AsNoTracking().Where(s => s.Id == id).Select(s => new { s.Draft, s.Cleaning }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Survey", id);
            var answers = ResultsFilter.Plain<ResultsFilter>(request);
            var scope = user.ScopeOf("surveys.results");
            var sql = new ResponseSql(answers, scope, zone);
            var groups = await db.Database.SqlQueryRaw<Group>($"select wave_id as \"WaveId\", counted, decided_at is not null as decided, flags, count(*) as n from surveys.responses where {sql.Where} group by 1, 2, 3, 4", sql.Parameters).ToListAsync(cancellationToken);
            var waves = await SurveyTitles.OfWaves(db, user.Language, [.. groups.Select(g => g.WaveId).OfType<long>().Distinct()], cancellationToken);

            var undecided = new ResponseSql(answers with { ToClean = true, OneByOne = true }, scope, zone);
            var waiting = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {undecided.Where}", undecided.Parameters).AsNoTracking().OrderByDescending(r => r.Id).Take(Shown)
                .Select(r => new Waiting(r.Id, r.Flags, r.FinishedAt, r.ActiveSeconds, r.Source, r.Headline, r.Nps)).ToListAsync(cancellationToken);

            if (Cursor.Read<long?>(request.After) is { } after) sql.And("id < {0}", after);
            var found = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {sql.Where} and decided_at is not null and not anonymous", sql.Parameters).AsNoTracking().OrderByDescending(r => r.Id).Take(Shown + 1)
                .Select(r => new { r.Id, r.Flags, r.Counted, r.DecisionReason, r.DecidedById, r.DecidedAt }).ToListAsync(cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            var decisions = Cursor.Cut(found.ConvertAll(r => new Decision(r.Id, r.Flags, r.Counted, r.DecisionReason, r.DecidedById is { } by ? people.GetValueOrDefault(by)?.Name : null, r.DecidedAt!.Value)), Shown, d => (long?)d.Id);

            return new(id, survey.Draft.Title.In(user.Language), survey.Cleaning ?? CleaningRules.Default,
                [.. groups.GroupBy(g => g.WaveId).OrderByDescending(g => g.Key).Select(g => Sum(g.Key, g.Key is { } wave ? waves.GetValueOrDefault(wave) : null, [.. g]))], Sum(null, null, groups), waiting, decisions);
        }

        static Line Sum(long? waveId, string? wave, IReadOnlyList<Group> groups) => new(waveId, wave, groups.Sum(g => g.N), groups.Where(g => g.Counted).Sum(g => g.N),
            Enum.GetValues<Flag>().ToDictionary(f => f, f => groups.Where(g => g.Flags.Contains(SnakeCase.Of(f.ToString()))).Sum(g => g.N)),
            groups.Where(g => g is { Decided: true, Counted: true, Flags.Length: > 0 }).Sum(g => g.N), groups.Where(g => g is { Decided: true, Counted: false }).Sum(g => g.N));

        sealed record Group(long? WaveId, bool Counted, bool Decided, string[] Flags, long N);
    }
}
