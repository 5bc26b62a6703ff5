using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Results;

/// <summary>What the filter of the results offers.</summary>
internal sealed record FilterChoices(IReadOnlyList<Choice> Waves, IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> Owners, IReadOnlyList<Choice> Industries, IReadOnlyList<Choice> Regions)
{
    /// <summary>The name of a facet's value.</summary>
    public string NameOf(Texts texts, Facet facet, string value) => facet switch
    {
        Facet.Wave => Among(Waves, value),
        Facet.Team => Among(Teams, value),
        Facet.Owner => Among(Owners, value),
        Facet.Channel => Named<TicketChannel>(texts, value),
        Facet.Source => Named<ResponseSource>(texts, value),
        Facet.Size => Named<CustomerSize>(texts, value),
        Facet.Level => Named<CustomerLevel>(texts, value),
        Facet.ValueClass => Named<ValueClass>(texts, value),
        Facet.Band => Named<CooperationBand>(texts, value),
        _ => value,
    };

    static string Among(IReadOnlyList<Choice> choices, string value) => choices.FirstOrDefault(c => c.Value == value)?.Text ?? value;

    static string Named<T>(Texts texts, string value) where T : struct, Enum => Enum.TryParse<T>(value, out var known) ? texts[known] : value;
}

/// <summary>What all results pages begin with: which survey, which answers, and what to call things.</summary>
/// <param name="Rows">Rows of the table that the filter lets through; empty where they may not be shown.</param>
/// <param name="LeftOut">Answers of the same filter that cleaning left out.</param>
/// <param name="Hidden">The answers are anonymous, and too few to be shown.</param>
internal sealed record ResultsFrame(long SurveyId, string Survey, SurveyDefinition Definition, ResultsFilter Filter, FilterChoices Choices, AnswerTable Table, int[] Rows, int LeftOut, bool Hidden, IReadOnlyDictionary<string, double> Benchmarks);

/// <summary>Reads what results pages share.</summary>
internal sealed class ResultsReader(SurveysDb db, SurveyCache versions, AnswerTables tables, IStaffDirectory staff, CurrentUser user)
{
    /// <summary>Choices of the filter are taken from so many of the latest answers: older ones can still be asked for by address.</summary>
    const int Latest = 5000;

    public async Task<ResultsFrame> Read(ResultsFilter filter, CancellationToken ct)
    {
        var surveyId = filter.Survey ?? throw new MissingException("Survey");
        var titles = await SurveyTitles.Of(db, user.Language, [surveyId], ct);
        if (titles.Count == 0) throw new MissingException("Survey", surveyId);
        var choices = await Choices(surveyId, filter, ct);
        if (filter.Wave is { } wave && choices.Waves.All(w => w.Value != wave.ToString(CultureInfo.InvariantCulture))) throw new MissingException("Wave", wave);
        var version = await db.Versions.Where(v => v.SurveyId == surveyId).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
        var definition = version is { } v ? await versions.Version(db, v, ct) : new SurveyDefinition();
        var table = await tables.Read(surveyId, version, definition, ct);
        var rows = table.Where(filter.Table);
        var leftOut = filter.Flagged ? 0 : table.Where(filter.Table with { Flagged = true }).Length - rows.Length;
        var hidden = !table.MayShow(filter.Table, rows);
        var benchmarks = await db.Benchmarks.Where(b => b.SurveyId == surveyId).ToDictionaryAsync(b => b.Figure, b => b.Target, ct);
        return new(surveyId, titles[surveyId], definition, filter, choices, table, hidden ? [] : rows, hidden ? 0 : leftOut, hidden, benchmarks);
    }

    public async Task<FilterChoices> Choices(long surveyId, ResultsFilter filter, CancellationToken ct)
    {
        var waves = await db.Waves.Where(w => w.SurveyId == surveyId && (w.State != WaveState.Draft || w.Id == filter.Wave)).OrderByDescending(w => w.OpensAt).Take(200).Select(w => new { w.Id, w.Title, w.Survey.Draft }).ToListAsync(ct);
        var latest = db.Responses.Within(user.ScopeOf("surveys.results")).Where(r => r.SurveyId == surveyId).OrderByDescending(r => r.Id).Take(Latest);
        var seen = await latest.Select(r => new { r.Industry, r.Region, r.TeamId, r.OwnerId }).Distinct().ToListAsync(ct);
        var (teams, people) = (await staff.Teams(ct), await staff.Everyone(ct));
        return new(
            [.. waves.Select(w => new Choice(w.Id, w.Title.Length > 0 ? w.Title : w.Draft.Title.In(user.Language)))],
            [.. seen.Select(s => s.TeamId).Append(filter.Team).OfType<long>().Distinct().Where(teams.ContainsKey).Select(t => new Choice(t, teams[t].Name)).OrderBy(c => c.Text, StringComparer.CurrentCulture)],
            [.. seen.Select(s => s.OwnerId).Append(filter.Owner).OfType<long>().Distinct().Where(people.ContainsKey).Select(o => new Choice(o, people[o].Name)).OrderBy(c => c.Text, StringComparer.CurrentCulture)],
            Texts(seen.Select(s => s.Industry).Append(filter.Industry)), Texts(seen.Select(s => s.Region).Append(filter.Region)));
    }

    static IReadOnlyList<Choice> Texts(IEnumerable<string?> values) => [.. values.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().Order(StringComparer.CurrentCulture).Select(v => new Choice(v!, v!))];
}
