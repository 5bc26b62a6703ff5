using Crm.Contracts.Surveys;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Words;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>What other modules ask about answers.</summary>
internal sealed class SurveyResponses(SurveysDb db, CommentMask mask, CurrentUser user) : ISurveyResponses
{
    public async Task<IReadOnlyDictionary<long, ResponseFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var rows = await Named.Where(r => ids.Contains(r.Id)).ToListAsync(ct);
        return await Facts(rows, r => r.Id, ct);
    }

    public async Task<IReadOnlyDictionary<long, ResponseWords>> WordsOf(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        (await Named.Where(r => ids.Contains(r.Id) && r.HasComment).Select(r => new { r.Id, r.Texts, r.Language }).ToListAsync(ct)).ToDictionary(r => r.Id, r => new ResponseWords(TextOf(r.Texts), r.Language));

    public async Task<IReadOnlyDictionary<long, ResponseFacts>> LatestOf(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var wanted = customerIds.ToArray();
        var rows = await db.Responses.FromSql($"""
            select r.* from unnest({wanted}) as c(id)
            cross join lateral (select *, xmin from surveys.responses where customer_id = c.id and headline is not null order by finished_at desc, id desc limit 1) r
            """).AsNoTracking().ToListAsync(ct);
        return await Facts(rows, r => r.CustomerId!.Value, ct);
    }

    public async Task<IReadOnlyList<ResponseFacts>> OfContact(long customerId, long contactId, int limit, CancellationToken ct)
    {
        var rows = await db.Responses.AsNoTracking().Within(user.ScopeOf("surveys.results")).Where(r => r.CustomerId == customerId && r.ContactId == contactId).OrderByDescending(r => r.FinishedAt).ThenByDescending(r => r.Id).Take(limit).ToListAsync(ct);
        var facts = await Facts(rows, r => r.Id, ct);
        return [.. rows.Select(r => facts[r.Id])];
    }

    public async Task<IReadOnlyList<ResponseFacts>> Page(long afterId, int limit, CancellationToken ct)
    {
        var rows = await Named.Where(r => r.Id > afterId).OrderBy(r => r.Id).Take(limit).ToListAsync(ct);
        var facts = await Facts(rows, r => r.Id, ct, comments: false);
        return [.. rows.Select(r => facts[r.Id])];
    }

    public async Task<IReadOnlyDictionary<long, string>> Titles(CancellationToken ct)
    {
        var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        return (await db.Surveys.Select(s => new { s.Id, s.Draft }).ToListAsync(ct)).ToDictionary(s => s.Id, s => s.Draft.Title.In(language));
    }

    /// <summary>An anonymous answer is not shown by itself.</summary>
    IQueryable<Response> Named => db.Responses.AsNoTracking().Where(r => !r.Anonymous);

    static string TextOf(AnswerSheet texts) => string.Join("\n", texts.Values.SelectMany(v => v));

    async Task<IReadOnlyDictionary<long, ResponseFacts>> Facts(List<Response> rows, Func<Response, long> key, CancellationToken ct, bool comments = true)
    {
        if (comments) await mask.For(rows.Where(r => r.HasComment).Select(r => r.CustomerId), ct);
        var surveys = rows.Select(r => r.SurveyId).Distinct().ToList();
        var titles = await db.Surveys.Where(s => surveys.Contains(s.Id)).Select(s => new { s.Id, s.Draft }).ToDictionaryAsync(s => s.Id, s => s.Draft.Title, ct);
        var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        return rows.ToDictionary(key, r => new ResponseFacts(r.Id, titles.GetValueOrDefault(r.SurveyId, new LocalText()).In(language), r.CustomerId, r.TicketId, r.Headline, r.Nps,
            comments && r.HasComment ? mask.Of(TextOf(r.Texts), r.CustomerId) : null, r.FinishedAt));
    }
}
