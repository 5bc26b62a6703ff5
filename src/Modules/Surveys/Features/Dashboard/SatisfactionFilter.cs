using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using Microsoft.AspNetCore.Http.Extensions;

namespace Crm.Surveys.Features.Dashboard;

/// <summary>Whole months, the last of them as far as it has come; or the week before this one.</summary>
internal enum DashboardPeriod { Month, LastMonth, Quarter, HalfYear, Year, TwoYears, LastWeek }

/// <summary>What the satisfaction dashboard is asked for; stands in its address.</summary>
internal sealed record SatisfactionFilter
{
    public DashboardPeriod Period { get; init; } = DashboardPeriod.Quarter;

    /// <summary>Whether the period before stands beside it.</summary>
    public bool Compare { get; init; }

    public long? Survey { get; init; }
    public long? Team { get; init; }
    public TicketChannel? Channel { get; init; }
    public CustomerLevel? Level { get; init; }
    public string? Industry { get; init; }
    public string? Region { get; init; }

    /// <summary>First and last day.</summary>
    public (DateOnly From, DateOnly To) Range(DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        if (Period == DashboardPeriod.LastMonth) return (month.AddMonths(-1), month.AddDays(-1));
        if (Period == DashboardPeriod.LastWeek)
        {
            var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
            return (monday.AddDays(-7), monday.AddDays(-1));
        }
        return (month.AddMonths(1 - Months), today);
    }

    /// <summary>The same length before it.</summary>
    public (DateOnly From, DateOnly To) Before(DateOnly today)
    {
        var (from, _) = Range(today);
        return (Period == DashboardPeriod.LastWeek ? from.AddDays(-7) : from.AddMonths(-Months), from.AddDays(-1));
    }

    /// <summary>Whether it begins and ends with a month.</summary>
    public bool WholeMonths => Period != DashboardPeriod.LastWeek;

    /// <summary>Nothing is known of the people who have not answered but who looked after them.</summary>
    public bool AsksForFacts => Channel is not null || Level is not null || !string.IsNullOrWhiteSpace(Industry) || !string.IsNullOrWhiteSpace(Region);

    /// <summary>The counted answers of these days.</summary>
    /// <remarks>Anonymous waves are left to the pages of their survey: where figures of all surveys are laid side by side, small groups of theirs could be told by subtraction.</remarks>
    public ResponseFilter Answers(DateOnly from, DateOnly to) => Asking(new ResponseFilter { Counted = true }, from, to);

    /// <summary>What looks at these answers in another way.</summary>
    public T Asking<T>(T query, DateOnly from, DateOnly to) where T : ResponseFilter => (T)((ResponseFilter)query with
    {
        Survey = Survey,
        Team = Team,
        Channel = Channel,
        Level = Level,
        Industry = Industry,
        Region = Region,
        OneByOne = true,
        From = from,
        To = to,
    });

    /// <summary>As a query string.</summary>
    public string Query => Address("", null);

    /// <summary>Address of the answers behind a figure of these days.</summary>
    public string AnswersUrl(DateOnly from, DateOnly to, params (string Name, string? Value)[] more)
    {
        var query = Facts();
        query.Add("counted", "true");
        query.Add("from", from.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        query.Add("to", to.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        return "/responses" + new QueryBuilder(query.Where(q => more.All(m => m.Name != q.Key)).Concat(more.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Name, m.Value!))));
    }

    /// <summary>Address of a tab of a survey's results, of the same answers.</summary>
    public string ResultsUrl(long survey, string tab, DateOnly from, DateOnly to) => $"/surveys/{survey}/results{tab}" + FilterAddress.Query(Asking(new ResultsFilter(), from, to));

    /// <summary>Address of a page of this filter.</summary>
    public string Address(string path, DashboardPeriod? period)
    {
        var query = Facts();
        query.Add("period", (period ?? Period).ToString());
        if (Compare) query.Add("compare", "true");
        return path + new QueryBuilder(query);
    }

    int Months => Period switch { DashboardPeriod.Quarter => 3, DashboardPeriod.HalfYear => 6, DashboardPeriod.Year => 12, DashboardPeriod.TwoYears => 24, _ => 1 };

    Dictionary<string, string> Facts()
    {
        var query = new Dictionary<string, string>();
        void Add(string name, object? value)
        {
            if (value is not null && value.ToString() is { Length: > 0 } text) query.Add(name, text);
        }
        Add("survey", Survey);
        Add("team", Team);
        Add("channel", Channel);
        Add("level", Level);
        Add("industry", Industry?.Trim());
        Add("region", Region?.Trim());
        return query;
    }
}
