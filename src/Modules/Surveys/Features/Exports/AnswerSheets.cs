using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Words;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Exports;

/// <summary>Rows of an export of answers, a thousand at a time, newest first; and the line in the audit trail.</summary>
internal sealed class AnswerSheets(SurveysDb db, SurveyCache cache, ICustomerDirectory customers, ITicketDirectory tickets, IStaffDirectory staff, CommentMask mask, CurrentUser user, Texts texts, Show show, InstallationZone zone, TimeProvider clock)
{
    const int Batch = 1000;

    /// <summary>In front of the key of an item.</summary>
    public const string Item = "item:";

    static readonly string[] Facts =
    [
        "id", "survey", "version", "wave", "customer", "ticket", "team", "owner", "source", "language", "started", "finished", "active", "headline", "nps", "low",
        "industry", "size", "level", "value_class", "region", "band", "channel", "flags", "counted", "decision",
    ];

    /// <summary>Every column with its heading: what is known of the answer, then the items of all versions that were asked.</summary>
    public async Task<IReadOnlyList<(string Column, string Heading)>> Headings(ResponseFilter filter, bool bothLanguages, CancellationToken ct) =>
    [
        .. Facts.Select(f => (f, bothLanguages ? Both(texts.In("en", "surveys.column." + f), texts.In("zh-CN", "surveys.column." + f)) : texts["surveys.column." + f])),
        .. (await Items(filter, ct)).Select(i => (Item + i.Key, bothLanguages ? Both(i.Text.In("en"), i.Text.In("zh-CN")) : i.Text.In(Language))),
    ];

    /// <summary>The columns asked for, in the order of the form.</summary>
    public async Task<List<string>> Columns(ExportAnswers.Command command, CancellationToken ct)
    {
        var all = (await Headings(command, false, ct)).Select(h => h.Column).ToList();
        if (command.Columns is not { Count: > 0 } wanted) return command.Inline ? all : throw new RuleException("surveys.export.columns.none", nameof(command.Columns));
        return wanted.TrueForAll(all.Contains) ? [.. all.Where(wanted.Contains)] : throw new RuleException("surveys.export.columns.none", nameof(command.Columns));
    }

    /// <summary>Writes the file and the line of the audit trail, which the caller saves.</summary>
    public async Task<SheetFile> Write(ExportAnswers.Command command, JobProgress? progress, CancellationToken ct)
    {
        var headings = (await Headings(command, command.BothLanguages, ct)).ToDictionary(h => h.Column, h => h.Heading);
        var name = $"{texts["surveys.responses"]}-{show.Date(clock.GetUtcNow())}";
        var file = await SheetFile.Write(command.Format, name, texts["surveys.responses"], [.. command.Columns.Select(c => headings[c])], Lines(command, progress, ct), ct);
        db.Record("ExportAnswers", command.Wave is null ? "Survey" : "Wave", command.Wave ?? command.Survey, new
        {
            rows = file.Rows, format = command.Format, columns = command.Columns, codes = command.Codes, original = command.Original, reason = command.Reason,
            command.Team, command.Owner, command.Level, command.ValueClass, command.Industry, command.Size, command.Region, command.Band, command.Channel, command.Source, command.Counted, command.Low, command.From, command.To,
        });
        return file;
    }

    async Task<IReadOnlyList<Item>> Items(ResponseFilter filter, CancellationToken ct)
    {
        var survey = filter.Survey ?? (filter.Wave is { } wave ? await db.Waves.Where(w => w.Id == wave).Select(w => (long?)w.SurveyId).SingleOrDefaultAsync(ct) : null);
        if (survey is null) return [];
        var items = new Dictionary<string, Item>();
        foreach (var version in await db.Versions.Where(v => v.SurveyId == survey).OrderByDescending(v => v.Number).Select(v => v.Id).ToListAsync(ct))
            foreach (var item in (await cache.Version(db, version, ct)).Items) items.TryAdd(item.Key, item);
        return [.. items.Values];
    }

    async IAsyncEnumerable<IReadOnlyList<object?>> Lines(ExportAnswers.Command command, JobProgress? progress, [EnumeratorCancellation] CancellationToken ct)
    {
        var (people, teams, revealed) = (await staff.Everyone(ct), await staff.Teams(ct), command.Original ? user.ScopeOf("reveal.sensitive") : RowScope.Nothing);
        var numbers = await db.Versions.Select(v => new { v.Id, v.Number }).ToDictionaryAsync(v => v.Id, v => v.Number, ct);
        long count = 0;
        for (var before = long.MaxValue; ;)
        {
            var sql = new ResponseSql(command with { OneByOne = true }, user.ScopeOf("surveys.results"), zone).And("id < {0}", before);
            // The conditions are constants; whatever was asked is a parameter. What may be seen, and of that what may leave.
            var rows = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {sql.Where}", sql.Parameters).AsNoTracking().Within(user.ScopeOf("surveys.export")).OrderByDescending(r => r.Id).Take(Batch).ToListAsync(ct);
            var names = await customers.NamesOf([.. rows.Select(r => r.CustomerId).OfType<long>().Distinct()], ct);
            await mask.For(rows.Where(r => r.HasComment).Select(r => r.CustomerId), ct);
            var about = command.Columns.Contains("ticket") ? await tickets.FactsOf([.. rows.Select(r => r.TicketId).OfType<long>().Distinct()], ct) : new Dictionary<long, TicketFacts>();
            var titles = await SurveyTitles.Of(db, user.Language, [.. rows.Select(r => r.SurveyId).Distinct()], ct);
            var waves = await SurveyTitles.OfWaves(db, user.Language, [.. rows.Select(r => r.WaveId).OfType<long>().Distinct()], ct);
            foreach (var r in rows)
            {
                var definition = await cache.Version(db, r.VersionId, ct);
                var open = revealed.Covers(r.OwnerId, r.TeamId);
                yield return command.Columns.ConvertAll(column => column.StartsWith(Item, StringComparison.Ordinal) ? Answer(r, definition.Find(column[Item.Length..]), open, command) : column switch
                {
                    "id" => r.Id,
                    "survey" => titles.GetValueOrDefault(r.SurveyId),
                    "version" => numbers.GetValueOrDefault(r.VersionId),
                    "wave" => r.WaveId is { } w ? waves.GetValueOrDefault(w) : null,
                    "customer" => r.CustomerId is { } c ? names.GetValueOrDefault(c) : null,
                    "ticket" => r.TicketId is { } t ? about.GetValueOrDefault(t)?.Number : null,
                    "team" => r.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null,
                    "owner" => r.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null,
                    "source" => Value(command, r.Source),
                    "language" => r.Language,
                    "started" => Time(r.StartedAt),
                    "finished" => Time(r.FinishedAt),
                    "active" => r.ActiveSeconds,
                    "headline" => r.Headline,
                    "nps" => r.Nps,
                    "low" => Truth(command, r.Low),
                    "industry" => r.Industry,
                    "size" => Value(command, r.Size),
                    "level" => Value(command, r.Level),
                    "value_class" => Value(command, r.ValueClass),
                    "region" => r.Region,
                    "band" => Value(command, r.Band),
                    "channel" => Value(command, r.TicketChannel),
                    "flags" => string.Join("; ", r.Flags.Select(f => Value(command, f))),
                    "counted" => Truth(command, r.Counted),
                    "decision" => r.DecisionReason,
                    _ => throw new ArgumentOutOfRangeException(nameof(command), column, null),
                });
            }
            count += rows.Count;
            if (progress is not null) await progress.Report(count, null);
            if (rows.Count < Batch) yield break;
            before = rows[^1].Id;
        }
    }

    /// <summary>A score is a number; a choice its text or its key; a text is de-identified unless the reader may have it as it was written.</summary>
    object? Answer(Response r, Item? item, bool open, ExportAnswers.Command command)
    {
        if (item is null || (r.Answers.GetValueOrDefault(item.Key) ?? r.Texts.GetValueOrDefault(item.Key)) is not { Length: > 0 } values) return null;
        if (item.IsText) return open ? string.Join("\n", values) : mask.Of(string.Join("\n", values), r.CustomerId);
        if (values.Length == 1 && (item.Scale is not null || item.Kind == ItemKind.Number) && decimal.TryParse(values[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return number;
        if (command.Codes || !item.IsChoice) return string.Join("; ", values);
        return string.Join("; ", values.Select(v => item.Options.FirstOrDefault(o => o.Key == v)?.Text is { } text ? command.BothLanguages ? Both(text.In("en"), text.In("zh-CN")) : text.In(Language) : v));
    }

    string? Value(ExportAnswers.Command command, Enum? value) => value is null ? null : command.Codes ? Platform.Data.SnakeCase.Of(value.ToString()) : texts[value];

    object Truth(ExportAnswers.Command command, bool value) => command.Codes ? value ? 1 : 0 : texts[value ? "yes" : "no"];

    /// <summary>In the installation's zone, as an import reads it.</summary>
    string Time(DateTimeOffset at) => zone.Zone.At(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static string Both(string en, string zh) => en == zh ? en : $"{zh} / {en}";

    static string Language => Texts.LanguageOf(CultureInfo.CurrentUICulture);
}
