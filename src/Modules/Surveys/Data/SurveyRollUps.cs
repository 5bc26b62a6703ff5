using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>Of a day: what the counted answers to a survey add up to, and how many who were asked then have answered since, by team and agent.</summary>
internal sealed class SurveyDay : DailyRow
{
    public long SurveyId { get; init; }

    /// <summary>Counted answers.</summary>
    public long Answers { get; init; }

    /// <summary>With a headline score; their sum, and how many of them are 4 or 5.</summary>
    public long HeadlineN { get; init; }
    public long HeadlineSum { get; init; }
    public long Satisfied { get; init; }

    public long Promoters { get; init; }
    public long Passives { get; init; }
    public long Detractors { get; init; }

    /// <summary>Invitations of the day that could be delivered, and those of them that were answered.</summary>
    public long Delivered { get; init; }
    public long Returned { get; init; }
}

/// <summary>Of a day: scores of 1 to 5 given to an item of a survey in counted answers, by team and agent.</summary>
internal sealed class ItemDay : DailyRow
{
    public long SurveyId { get; init; }
    public string Item { get; init; } = "";
    public long N { get; init; }
    public long Total { get; init; }
}

/// <summary>How the roll-ups follow from answers and invitations.</summary>
internal static class SurveyRollUps
{
    const string Keys = "r.team_id, r.owner_id, r.survey_id";

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(SurveyDay), [nameof(SurveyDay.SurveyId)],
            new FactSource("surveys.responses", ["finished_at", "team_id", "owner_id", "survey_id", "counted", "headline", "nps"],
                new Fact("{rows} r", "r.finished_at", Keys, "r.counted and r.follow_up_id is null",
                    ("answers", "1"), ("headline_n", "(r.headline is not null)::int"), ("headline_sum", "coalesce(r.headline, 0)"), ("satisfied", "coalesce((r.headline between 4 and 5)::int, 0)"),
                    ("promoters", "coalesce((r.nps between 9 and 10)::int, 0)"), ("passives", "coalesce((r.nps between 7 and 8)::int, 0)"), ("detractors", "coalesce((r.nps between 0 and 6)::int, 0)"))),
            new FactSource("surveys.invitations", ["created_at", "team_id", "owner_id", "survey_id", "delivery", "finished_at"],
                new Fact("{rows} r", "r.created_at", Keys, "r.delivery <> 'undeliverable' and r.follow_up_id is null", ("delivered", "1"), ("returned", "(r.finished_at is not null)::int")))),
        new(typeof(ItemDay), [nameof(ItemDay.SurveyId), nameof(ItemDay.Item)],
            new FactSource("surveys.responses", ["finished_at", "team_id", "owner_id", "survey_id", "counted", "answers"],
                new Fact("{rows} r cross join lateral jsonb_each(r.answers) e", "r.finished_at", Keys + ", e.key", "r.counted and r.follow_up_id is null and e.value ->> 0 in ('1', '2', '3', '4', '5')",
                    ("n", "1"), ("total", "(e.value ->> 0)::int")))),
    ];

    public static void Map(ModelBuilder model)
    {
        model.DailyRows<SurveyDay>("survey_days");
        model.DailyRows<ItemDay>("item_days");
    }
}
