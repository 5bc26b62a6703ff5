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
/// Of a month: how often an item was answered with a value. Each answer counts once for every fact that is known of it
/// (<see cref="Facet"/>, <see cref="FacetValue"/>), and once for all (two empty texts): a figure can be read for one fact
/// at a time, and the table does not grow with the number of answers. It has teams; whose answer it is, is a fact too.
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

    /// <summary>"", band, channel, industry, level, owner, region or size.</summary>
    public string Facet { get; init; } = "";

    public string FacetValue { get; init; } = "";
    public string Item { get; init; } = "";

    /// <summary>Step of a scale or key of a choice; empty for texts and numbers, of which only that there is one is counted.</summary>
    public string Value { get; init; } = "";

    public long N { get; init; }

    /// <summary>As somebody's first value of the item: summed over the values, the people who answered.</summary>
    public long First { get; init; }

    /// <summary>Of headline and NPS: sum of scores, satisfied or promoters, dissatisfied or detractors.</summary>
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

    public static DailyFacts Scores { get; } = new(typeof(ScoreMonth),
        [nameof(ScoreMonth.SurveyId), nameof(ScoreMonth.WaveId), nameof(ScoreMonth.Counted), nameof(ScoreMonth.Again), nameof(ScoreMonth.Facet), nameof(ScoreMonth.FacetValue), nameof(ScoreMonth.Item), nameof(ScoreMonth.Value)],
        new FactSource("surveys.responses", ["finished_at", "team_id", "owner_id", "survey_id", "wave_id", "counted", "follow_up_id", "flags", "headline", "nps", "band", "ticket_channel", "industry", "level", "region", "size", "answers", "texts"],
            // An answer is taken apart once, and then counted for each of its facts.
            new Fact($"""
                (select r.sign, r.month, r.team_id, r.survey_id, r.wave_id, r.counted, r.again, r.band, r.channel, r.industry, r.level, r.owner_id::text as owner, r.region, r.size, i.*
                from {"{rows}"} r
                cross join lateral (
                    select '{ScoreMonth.Everything}' as item, array_to_string(r.flags, ',') as value, 1 as n, 1 as first, 0 as total, 0 as high, 0 as low
                    union all select '{ScoreMonth.Headline}', '', 1, 1, r.headline, (r.headline >= 4)::int, (r.headline <= 2)::int where r.headline is not null
                    union all select '{ScoreMonth.Nps}', '', 1, 1, r.nps, (r.nps >= 9)::int, (r.nps <= 6)::int where r.nps is not null
                    union all select e.key, {Value}, 1, (v.ord = 1)::int, 0, 0, 0 from jsonb_each(r.answers) e cross join lateral jsonb_array_elements_text(e.value) with ordinality v(value, ord)
                    union all select k, '', 1, 1, 0, 0, 0 from unnest(r.text_items) k) i offset 0) r
                cross join lateral (values ('', ''), ('band', r.band), ('channel', r.channel), ('industry', r.industry), ('level', r.level), ('owner', r.owner), ('region', r.region), ('size', r.size)) f(facet, facet_value)
                """,
                "r.month", "r.team_id, null::bigint, r.survey_id, r.wave_id, r.counted, r.again, f.facet, f.facet_value, r.item, r.value", "f.facet_value is not null",
                ("n", "r.n"), ("first", "r.first"), ("total", "r.total"), ("high", "r.high"), ("low", "r.low"))))
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
        model.DailyRows<SurveyDay>("survey_days");
        model.DailyRows<ScoreMonth>("score_months", e =>
        {
            e.HasIndex(s => new { s.Facet, s.FacetValue, s.SurveyId, s.WaveId, s.Day });
            e.HasIndex(s => new { s.Item, s.Facet, s.Day }).HasFilter("item in ('@headline', '@nps')").HasDatabaseName("ix_score_months_shared");
        });
        model.Entity<ScoreChange>(e =>
        {
            e.ToTable("score_changes");
            e.HasNoKey();
            e.Property(c => c.Answers).HasColumnType("jsonb");
        });
    }
}
