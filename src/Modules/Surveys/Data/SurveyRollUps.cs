using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>Of a day: what the counted answers of a wave add up to, and how many who were asked then have answered since, by team and agent.</summary>
internal sealed class SurveyDay : DailyRow
{
    public long SurveyId { get; init; }
    public long? WaveId { get; init; }

    /// <summary>Asked again after a call back: such answers stand apart.</summary>
    public bool Again { get; init; }

    /// <summary>Counted answers.</summary>
    public long Answers { get; init; }

    /// <summary>With a headline score; their sum, and how many of them are 4 or 5.</summary>
    public long HeadlineN { get; init; }
    public long HeadlineSum { get; init; }
    public long Satisfied { get; init; }

    public long Promoters { get; init; }
    public long Passives { get; init; }
    public long Detractors { get; init; }

    /// <summary>Invitations of the day, those that could be delivered, and of these the begun and the answered ones.</summary>
    public long Invited { get; init; }
    public long Delivered { get; init; }
    public long Started { get; init; }
    public long Returned { get; init; }
}

/// <summary>
/// Of a month: how often an item was answered with a value. Each answer counts once for all (no fact, no team), once for
/// each fact that is known of it (<see cref="Facet"/>, <see cref="FacetValue"/>), once for its team, and once for its
/// owner in the team; with the facts of a team, only the items that every survey shares. So the table does not grow with
/// the number of answers, and a figure reads a few cells for each month and item.
/// </summary>
internal sealed class ScoreMonth : DailyRow
{
    /// <summary>Item for the answer itself; the value says its flags, separated by commas.</summary>
    public const string Everything = "@n";

    /// <summary>Items for the two scores that every survey shares; they have sums in place of values.</summary>
    public const string Headline = "@headline", Nps = "@nps";

    public long SurveyId { get; init; }
    public long? WaveId { get; init; }
    public bool Counted { get; init; }
    public bool Again { get; init; }

    /// <summary>Whether the cell is of one team, or of those without one; else it is of all.</summary>
    public bool InTeam { get; init; }

    /// <summary>"", band, channel, industry, level, owner, region or size. Owners have cells in teams only.</summary>
    public string Facet { get; init; } = "";

    public string FacetValue { get; init; } = "";
    public string Item { get; init; } = "";

    /// <summary>Step of a scale or key of a choice; empty for texts and numbers, of which only that there is one is counted.</summary>
    public string Value { get; init; } = "";

    public long N { get; init; }

    /// <summary>As somebody's first value of the item: summed over the values, the people who answered.</summary>
    public long First { get; init; }

    /// <summary>Of headline and NPS: sum of scores, satisfied or promoters, dissatisfied or detractors. Of other items the total is the sum of the value's places among those of its answers, the first being 1.</summary>
    public long Total { get; init; }
    public long High { get; init; }
    public long Low { get; init; }
}

/// <summary>An answer that came (1) or went (-1), and is not yet in <see cref="ScoreMonth"/>. It holds no free text and names nobody.</summary>
internal sealed class ScoreChange
{
    public short Sign { get; init; }
    /// <summary>First day of the month it came in.</summary>
    public DateOnly Month { get; init; }

    public long? TeamId { get; init; }
    public long? OwnerId { get; init; }
    public long SurveyId { get; init; }
    public long? WaveId { get; init; }
    public bool Counted { get; init; }
    public bool Again { get; init; }
    public string[] Flags { get; init; } = [];
    public int? Headline { get; init; }
    public int? Nps { get; init; }
    public string? Band { get; init; }
    public string? Channel { get; init; }
    public string? Industry { get; init; }
    public string? Level { get; init; }
    public string? Region { get; init; }
    public string? Size { get; init; }
    public string Answers { get; init; } = "";

    /// <summary>Items that were answered in words.</summary>
    public string[] TextItems { get; init; } = [];
}

/// <summary>How the roll-ups follow from answers and invitations.</summary>
internal static class SurveyRollUps
{
    const string Keys = "r.team_id, r.owner_id, r.survey_id, r.wave_id, r.follow_up_id is not null";

    /// <summary>A value as it is counted: of numbers and days, which may all be different, only that there is one.</summary>
    public const string Value = "case when v.value ~ '^[0-9][0-9]?$' or v.value !~ '^-?[0-9]+([.-][0-9]+)*$' then v.value else '' end";

    /// <summary>Facts that an answer is counted for, and their columns; the owner is one too, in a team.</summary>
    static readonly (string Facet, string Column)[] Facts = [("band", "band"), ("channel", "channel"), ("industry", "industry"), ("level", "level"), ("region", "region"), ("size", "size")];

    /// <summary>What every answer has, or may have, whatever its survey asks.</summary>
    public const string Shared = $"""
        select '{ScoreMonth.Everything}' as item, array_to_string(r.flags, ',') as value, 1 as first, 0 as total, 0 as high, 0 as low
        union all select '{ScoreMonth.Headline}', '', 1, r.headline, (r.headline >= 4)::int, (r.headline <= 2)::int where r.headline is not null
        union all select '{ScoreMonth.Nps}', '', 1, r.nps, (r.nps >= 9)::int, (r.nps <= 6)::int where r.nps is not null
        """;

    /// <summary>The values of an answer (a row r of the journal's columns), one by one: item, value, first, total, high, low.</summary>
    public const string Taken = $"""
        ({Shared}
        union all select e.key, {Value}, (v.ord = 1)::int, v.ord::int, 0, 0 from jsonb_each(r.answers) e cross join lateral jsonb_array_elements_text(e.value) with ordinality v(value, ord)
        union all select k, '', 1, 0, 0, 0 from unnest(r.text_items) k)
        """;

    /// <summary>Facets of a row r of the journal's columns, for a lateral join.</summary>
    public static readonly string Faceted = $"(values ('', ''), {string.Join(", ", Facts.Select(f => $"('{f.Facet}', r.{f.Column})"))}, ('owner', r.owner_id::text))";

    const string OfAnswer = "month, survey_id, wave_id, counted, again";

    static readonly (string, string)[] Measures = [("n", "r.n"), ("first", "r.first"), ("total", "r.total"), ("high", "r.high"), ("low", "r.low")];

    /// <summary>One way in which answers are added up: by a fact, or by none, of single teams or of all.</summary>
    sealed record Cut(bool InTeam, string Facet = "", string? Column = null);

    /// <summary>
    /// Answers are taken apart once, and added up for each cut. That is hashed, cut by cut: grouping sets would sort all that
    /// was taken apart anew for each of them, since nobody can tell the planner how few cells they make.
    /// </summary>
    static Fact Cells(string items, params Cut[] cuts)
    {
        var columns = string.Join(", ", cuts.Select(c => c.Column).OfType<string>().Distinct());
        return new($"""
            (with taken as materialized (select {OfAnswer}, team_id, {columns}, item, value, sign as n, sign * first as first, sign * total as total, sign * high as high, sign * low as low
                from {"{rows}"} r cross join lateral {items} i)
            {string.Join("\nunion all ", cuts.Select(Sums))}) r
            """,
            "r.month", "r.team_id, null::bigint, r.survey_id, r.wave_id, r.counted, r.again, r.in_team, r.facet, r.facet_value, r.item, r.value", "true", Measures);

        static string Sums(Cut c) => $"""
            select 1 as sign, {OfAnswer}, {(c.InTeam ? "team_id" : "null::bigint as team_id")}, {(c.InTeam ? "true" : "false")} as in_team, '{c.Facet}' as facet, {(c.Column is null ? "''" : $"{c.Column}::text")} as facet_value, item, value,
                   sum(n) as n, sum(first) as first, sum(total) as total, sum(high) as high, sum(low) as low
            from taken{(c.Column is null ? "" : $" where {c.Column} is not null")} group by {OfAnswer}, item, value{(c.InTeam ? ", team_id" : "")}{(c.Column is null ? "" : $", {c.Column}")}
            """;
    }

    public static DailyFacts Scores { get; } = new(typeof(ScoreMonth),
        [nameof(ScoreMonth.SurveyId), nameof(ScoreMonth.WaveId), nameof(ScoreMonth.Counted), nameof(ScoreMonth.Again), nameof(ScoreMonth.InTeam), nameof(ScoreMonth.Facet), nameof(ScoreMonth.FacetValue), nameof(ScoreMonth.Item), nameof(ScoreMonth.Value)],
        new FactSource("surveys.responses", ["finished_at", "team_id", "owner_id", "survey_id", "wave_id", "counted", "follow_up_id", "flags", "headline", "nps", "band", "ticket_channel", "industry", "level", "region", "size", "answers", "texts"],
            Cells(Taken, [new(false), .. Facts.Select(f => new Cut(false, f.Facet, f.Column)), new(true), new(true, "owner", "owner_id")]),
            Cells($"({Shared})", [.. Facts.Select(f => new Cut(true, f.Facet, f.Column))])))
    {
        Journal = new("surveys.score_changes", ("month", "platform.day_of(platform.month_of(t.finished_at))"), ("team_id", "t.team_id"), ("owner_id", "t.owner_id"), ("survey_id", "t.survey_id"), ("wave_id", "t.wave_id"), ("counted", "t.counted"), ("again", "t.follow_up_id is not null"),
            ("flags", "t.flags"), ("headline", "t.headline"), ("nps", "t.nps"), ("band", "t.band"), ("channel", "t.ticket_channel"), ("industry", "t.industry"), ("level", "t.level"), ("region", "t.region"), ("size", "t.size"),
            ("answers", "t.answers"), ("text_items", "array(select jsonb_object_keys(t.texts))")),
    };

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(SurveyDay), [nameof(SurveyDay.SurveyId), nameof(SurveyDay.WaveId), nameof(SurveyDay.Again)],
            new FactSource("surveys.responses", ["finished_at", "team_id", "owner_id", "survey_id", "wave_id", "follow_up_id", "counted", "headline", "nps"],
                new Fact("{rows} r", "r.finished_at", Keys, "r.counted",
                    ("answers", "1"), ("headline_n", "(r.headline is not null)::int"), ("headline_sum", "coalesce(r.headline, 0)"), ("satisfied", "coalesce((r.headline between 4 and 5)::int, 0)"),
                    ("promoters", "coalesce((r.nps between 9 and 10)::int, 0)"), ("passives", "coalesce((r.nps between 7 and 8)::int, 0)"), ("detractors", "coalesce((r.nps between 0 and 6)::int, 0)"))),
            new FactSource("surveys.invitations", ["created_at", "team_id", "owner_id", "survey_id", "wave_id", "follow_up_id", "delivery", "started_at", "finished_at"],
                new Fact("{rows} r", "r.created_at", Keys, "true", ("invited", "1"), ("delivered", "(r.delivery <> 'undeliverable')::int"),
                    ("started", "(r.delivery <> 'undeliverable' and r.started_at is not null)::int"), ("returned", "(r.delivery <> 'undeliverable' and r.finished_at is not null)::int")))),
        Scores,
    ];

    public static void Map(ModelBuilder model)
    {
        // With what response rates are made of: a year of a survey is a hundred rows a day.
        model.DailyRows<SurveyDay>("survey_days", e => e.HasIndex(d => new { d.SurveyId, d.Day })
            .IncludeProperties(d => new { d.WaveId, d.Again, d.TeamId, d.OwnerId, d.Invited, d.Delivered, d.Started, d.Returned }).HasDatabaseName("ix_survey_days_sent"));
        model.DailyRows<ScoreMonth>("score_months", e =>
        {
            e.HasIndex(s => new { s.InTeam, s.Facet, s.FacetValue, s.TeamId, s.SurveyId, s.WaveId, s.Day }).HasDatabaseName("ix_score_months_cells");
            // With all that a dashboard's breakdowns read: thousands of cells, scattered over the table by the order it is settled in.
            e.HasIndex(s => new { s.InTeam, s.Facet, s.TeamId, s.Day }).IncludeProperties(s => new { s.FacetValue, s.SurveyId, s.WaveId, s.Counted, s.Again, s.Item, s.N, s.High, s.Low })
                .HasFilter("item in ('@headline', '@nps')").HasDatabaseName("ix_score_months_shared");
        });
        model.Entity<ScoreChange>(e =>
        {
            e.ToTable("score_changes");
            e.HasNoKey();
            e.Property(c => c.Answers).HasColumnType("jsonb");
        });
    }
}
