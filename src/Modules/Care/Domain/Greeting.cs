using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Care.Domain;

internal enum GreetingKind { Birthday, Anniversary, Festival, OwnDay }

/// <summary>A text in both languages.</summary>
internal sealed record CareText(string En = "", string Zh = "")
{
    public string In(string language) => language == "zh-CN" ? Zh : En;

    public bool IsWhole => En.Length > 0 && Zh.Length > 0;
}

/// <summary>What can be said of a greeting. Levels: none is all.</summary>
internal sealed record GreetingTerms(GreetingKind Kind, Festival? Festival, int? Month, int? Day, CareText Name, CareText Subject, CareText Body, int Hour, long? SegmentId, IReadOnlyList<CustomerLevel> Levels);

/// <summary>Good wishes that leave by themselves, once a year for each customer, in the customer's own morning.</summary>
internal sealed class Greeting : Entity, IAudited
{
    Greeting() { }

    public Greeting(GreetingTerms terms, bool on, DateTimeOffset at)
    {
        CreatedAt = at;
        Change(terms);
        if (on) Switch(true);
    }

    public GreetingKind Kind { get; private set; }
    public Festival? Festival { get; private set; }

    /// <summary>Of an own day.</summary>
    public int? Month { get; private set; }
    public int? Day { get; private set; }

    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public string SubjectEn { get; private set; } = "";
    public string SubjectZh { get; private set; } = "";
    public string BodyEn { get; private set; } = "";
    public string BodyZh { get; private set; } = "";

    /// <summary>From this hour on, in the customer's zone.</summary>
    public int Hour { get; private set; } = 9;

    public long? SegmentId { get; private set; }

    /// <summary>Only customers of these levels; none is all.</summary>
    public List<CustomerLevel> Levels { get; private set; } = [];

    public bool On { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    public CareText Name => new(NameEn, NameZh);
    public CareText Subject => new(SubjectEn, SubjectZh);
    public CareText Body => new(BodyEn, BodyZh);
    public GreetingTerms Terms => new(Kind, Festival, Month, Day, Name, Subject, Body, Hour, SegmentId, Levels);

    public void Change(GreetingTerms terms)
    {
        if (terms.Kind == GreetingKind.Festival && terms.Festival is null) throw new RuleException("care.greeting.festival.needed", "Festival");
        if (terms.Kind == GreetingKind.OwnDay && (terms.Month is not (>= 1 and <= 12) || terms.Day is not { } day || day < 1 || day > DateTime.DaysInMonth(2024, terms.Month.Value))) throw new RuleException("care.greeting.day.needed", "Day");
        (Kind, Festival) = (terms.Kind, terms.Kind == GreetingKind.Festival ? terms.Festival : null);
        (Month, Day) = terms.Kind == GreetingKind.OwnDay ? (terms.Month, terms.Day) : (null, null);
        (NameEn, NameZh, SubjectEn, SubjectZh, BodyEn, BodyZh) = (terms.Name.En, terms.Name.Zh, terms.Subject.En, terms.Subject.Zh, terms.Body.En, terms.Body.Zh);
        (Hour, SegmentId, Levels) = (terms.Hour, terms.SegmentId, [.. terms.Levels.Distinct()]);
    }

    public void Switch(bool on) => On = on;

    /// <summary>The day it is for everybody; null: everybody has a day of their own.</summary>
    public DateOnly? DayIn(int year) => Kind switch
    {
        GreetingKind.Festival => Festivals.In(Festival!.Value, year),
        GreetingKind.OwnDay => Yearly.In(new DateOnly(2024, Month!.Value, Day!.Value), year),
        _ => null,
    };
}

/// <summary>Somebody was greeted. One row for greeting, customer and year: the database refuses a second.</summary>
internal sealed class Greeted : Entity, IOwned
{
    Greeted() { }

    public Greeted(long greetingId, int year, CustomerFacts customer, DateTimeOffset at) =>
        (GreetingId, Year, CustomerId, OwnerId, TeamId, At) = (greetingId, year, customer.Id, customer.OwnerId, customer.TeamId, at);

    public long GreetingId { get; private set; }
    public int Year { get; private set; }
    public long? CustomerId { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset At { get; private set; }
}
