using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Words;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Responses;

/// <summary>The answers behind a figure, newest first.</summary>
[Needs("surveys.results")]
internal static class ListResponses
{
    public sealed record Query : ResponseFilter, IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(
        long Id, long SurveyId, string Survey, long? WaveId, string? Wave, long? CustomerId, string? Customer, long? TicketId, string? Team, ResponseSource Source,
        int? Headline, int? Nps, bool Low, string? Comment, IReadOnlyList<Flag> Flags, bool Counted, DateTimeOffset FinishedAt);

    public sealed class Handler(SurveysDb db, ICustomerDirectory customers, IStaffDirectory staff, CommentMask mask, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var limit = Math.Clamp(request.Limit, 1, 200);
            var sql = new ResponseSql(request with { OneByOne = true }, user.ScopeOf("surveys.results"), zone);
            if (Cursor.Read<long?>(request.After) is { } after) sql.And("id < {0}", after);
            // The conditions are constants; whatever was asked is a parameter.
            var found = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {sql.Where}", sql.Parameters).AsNoTracking()
                .OrderByDescending(r => r.Id).Take(limit + 1).ToListAsync(cancellationToken);
            var slice = Cursor.Cut(found, limit, r => (long?)r.Id);
            var titles = await SurveyTitles.Of(db, user.Language, [.. slice.Items.Select(r => r.SurveyId).Distinct()], cancellationToken);
            var waves = await SurveyTitles.OfWaves(db, user.Language, [.. slice.Items.Select(r => r.WaveId).OfType<long>().Distinct()], cancellationToken);
            var names = await customers.NamesOf([.. slice.Items.Select(r => r.CustomerId).OfType<long>().Distinct()], cancellationToken);
            await mask.For(slice.Items.Where(r => r.HasComment).Select(r => r.CustomerId), cancellationToken);
            var teams = await staff.Teams(cancellationToken);
            return new([.. slice.Items.Select(r => new Row(
                r.Id, r.SurveyId, titles[r.SurveyId], r.WaveId, r.WaveId is { } w ? waves[w] : null, r.CustomerId, r.CustomerId is { } c ? names.GetValueOrDefault(c) : null, r.TicketId,
                r.TeamId is { } t && teams.TryGetValue(t, out var team) ? team.Name : null, r.Source, r.Headline, r.Nps, r.Low,
                r.Texts.Count == 0 ? null : mask.Of(string.Join(" · ", r.Texts.Values.SelectMany(v => v)), r.CustomerId), r.Flags, r.Counted, r.FinishedAt))], slice.NextCursor);
        }
    }
}

/// <summary>Names of surveys and waves in the reader's language.</summary>
internal static class SurveyTitles
{
    public static async Task<Dictionary<long, string>> Of(SurveysDb db, string language, IReadOnlyList<long> ids, CancellationToken ct) =>
        (await db.Surveys.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Draft }).ToListAsync(ct)).ToDictionary(s => s.Id, s => s.Draft.Title.In(language));

    public static async Task<Dictionary<long, string>> OfWaves(SurveysDb db, string language, IReadOnlyList<long> ids, CancellationToken ct) =>
        (await db.Waves.Where(w => ids.Contains(w.Id)).Select(w => new { w.Id, w.Title, w.Survey.Draft }).ToListAsync(ct)).ToDictionary(w => w.Id, w => w.Title.Length > 0 ? w.Title : w.Draft.Title.In(language));
}
