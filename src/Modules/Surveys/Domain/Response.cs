using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Users;

namespace Crm.Surveys.Domain;

/// <summary>The customer as known at submission; later changes of the record do not move old answers.</summary>
internal sealed record Snapshot(string? Industry, CustomerSize? Size, CustomerLevel? Level, string? Region, CooperationBand? Band, ValueClass? ValueClass = null)
{
    public static readonly Snapshot Unknown = new(null, null, null, null, null);

    public static Snapshot Of(CustomerFacts? customer, DateOnly today) => customer is null ? Unknown
        : new(customer.Industry, customer.Size, customer.Level, customer.Region, customer.BandOn(today), customer.ValueClass);
}

/// <summary>A finished survey. What was answered never changes; flags and decisions stand beside it.</summary>
internal sealed partial class Response : Entity, IOwned
{
    Response() { }

    /// <summary>The link that was spent; unique.</summary>
    public long? InvitationId { get; private set; }

    public long SurveyId { get; private set; }
    public long VersionId { get; private set; }
    public long? WaveId { get; private set; }
    public long? CustomerId { get; private set; }
    public long? ContactId { get; private set; }
    public long? TicketId { get; private set; }
    public TicketType? TicketType { get; private set; }
    public TicketChannel? TicketChannel { get; private set; }
    public string? TicketCategory { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public ResponseSource Source { get; private set; }

    /// <summary>Who asked the questions, in a phone interview.</summary>
    public long? EnteredById { get; private set; }

    public string Language { get; private set; } = "en";
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset FinishedAt { get; private set; }
    public int ActiveSeconds { get; private set; }

    /// <summary>Scales, choices, numbers and dates, as given.</summary>
    public AnswerSheet Answers { get; private set; } = new();

    /// <summary>Free text, as typed; the only part that erasure empties.</summary>
    public AnswerSheet Texts { get; private set; } = new();

    public int? Headline { get; private set; }
    public int? Nps { get; private set; }
    public bool Low { get; private set; }
    public bool HasComment { get; private set; }

    public string? Industry { get; private set; }
    public CustomerSize? Size { get; private set; }
    public CustomerLevel? Level { get; private set; }
    public string? Region { get; private set; }
    public CooperationBand? Band { get; private set; }
    public ValueClass? ValueClass { get; private set; }

    /// <summary>Why it is suspicious.</summary>
    public Flag[] Flags { get; private set; } = [];

    /// <summary>The call back that it was asked after: such answers stand apart, in the figures of their own wave only.</summary>
    public long? FollowUpId { get; private set; }

    /// <summary>Whether it is in the figures: without flags, unless a person decided otherwise.</summary>
    public bool Counted { get; private set; }

    /// <summary>The decision of a person, with its reason.</summary>
    public string? DecisionReason { get; private set; }

    public long? DecidedById { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public static Response Finish(Finished f)
    {
        var definition = f.Definition;
        var shown = definition.PagesFor(f.Answers, f.Known).SelectMany(p => p.Items).Where(i => f.Asked?.Contains(i.Key) != false).ToList();
        var sheet = f.Answers.Valid(shown);
        var flags = Cleaning.FlagsOf(new(shown, sheet, f.Active, Timed: f.Source == ResponseSource.Link, f.Duplicate), f.Cleaning ?? CleaningRules.Default);
        var response = new Response
        {
            InvitationId = f.Invitation?.Id,
            SurveyId = f.SurveyId,
            VersionId = f.VersionId,
            WaveId = f.WaveId,
            CustomerId = f.Customer?.Id ?? f.Invitation?.CustomerId,
            ContactId = f.Invitation?.ContactId,
            TicketId = f.Invitation?.TicketId,
            TicketType = f.Invitation?.TicketType,
            TicketChannel = f.Invitation?.TicketChannel,
            TicketCategory = f.Invitation?.TicketCategory,
            FollowUpId = f.Invitation?.FollowUpId,
            OwnerId = f.Invitation is null ? f.Customer?.OwnerId : f.Invitation.OwnerId,
            TeamId = f.Invitation is null ? f.Customer?.TeamId : f.Invitation.TeamId,
            Source = f.Source,
            EnteredById = f.EnteredBy,
            Language = f.Language,
            StartedAt = f.StartedAt,
            FinishedAt = f.At,
            ActiveSeconds = (int)Math.Min(f.Active.TotalSeconds, int.MaxValue),
            Answers = sheet.Only(definition, texts: false),
            Texts = sheet.Only(definition, texts: true),
            Headline = sheet.Number(definition.Headline?.Key),
            Nps = sheet.Number(definition.Nps?.Key),
            Industry = f.Snapshot.Industry ?? Asked(definition, sheet, AskedFact.Industry),
            Size = f.Snapshot.Size,
            Level = f.Snapshot.Level,
            Region = f.Snapshot.Region,
            Band = f.Snapshot.Band ?? (Enum.TryParse<CooperationBand>(Asked(definition, sheet, AskedFact.CooperationBand), out var band) ? band : null),
            ValueClass = f.Snapshot.ValueClass,
            Flags = [.. flags],
            PageSeconds = f.PageSeconds,
            Counted = flags.Count == 0,
        };
        response.HasComment = response.Texts.Count > 0;
        response.Low = IsLow(response.Headline, response.Nps, f.LowMark);
        if (f.Anonymous) response.Unname(f.Day);
        if (f.Announce) response.Raise(() => new ResponseFinished(response.Id, response.SurveyId, response.WaveId, response.CustomerId, response.ContactId, response.TicketId, response.Headline, response.Nps, response.Low, response.FinishedAt) { FollowUpId = response.FollowUpId, Points = f.Gift.Points, Coupon = f.Gift.Coupon, Source = response.Source });
        return response;
    }

    /// <summary>A call back is owed: headline at or below the low mark; without a headline, a detractor.</summary>
    public static bool IsLow(int? headline, int? nps, int lowMark) => headline is { } h ? h <= lowMark : nps is <= 6;

    /// <summary>A person puts a flagged answer back into the figures, or takes a clean one out.</summary>
    public void Decide(bool counted, string reason, long? by, DateTimeOffset at)
    {
        (Counted, DecisionReason, DecidedById, DecidedAt) = (counted, reason, by, at);
    }

    /// <summary>The customer was erased: figures stay, the person and the free text go.</summary>
    public void Detach()
    {
        (CustomerId, ContactId, Texts, HasComment, OriginUrl) = (null, null, new AnswerSheet(), false, null);
    }

    static string? Asked(SurveyDefinition definition, AnswerSheet sheet, AskedFact fact)
    {
        var item = definition.Items.FirstOrDefault(i => i.Fact == fact);
        if (item is null || sheet.One(item.Key) is not { } value) return null;
        return item.Options.FirstOrDefault(o => o.Key == value) is { } option && fact == AskedFact.Industry ? option.Text.In("en") : value;
    }
}

/// <summary>Everything a finished survey is made of.</summary>
internal sealed record Finished
{
    public required long SurveyId { get; init; }
    public required long VersionId { get; init; }
    public required SurveyDefinition Definition { get; init; }
    public required AnswerSheet Answers { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Language { get; init; }
    public int LowMark { get; init; } = 3;
    public CleaningRules? Cleaning { get; init; }
    public long? WaveId { get; init; }
    public Invitation? Invitation { get; init; }
    public CustomerFacts? Customer { get; init; }
    public Snapshot Snapshot { get; init; } = Snapshot.Unknown;
    public IReadOnlySet<AskedFact> Known { get; init; } = new HashSet<AskedFact>();
    public TimeSpan Active { get; init; }
    public ResponseSource Source { get; init; }
    public long? EnteredBy { get; init; }
    public bool Duplicate { get; init; }

    /// <summary>Seconds by page.</summary>
    public SortedDictionary<string, int> PageSeconds { get; init; } = [];

    /// <summary>What it earns.</summary>
    public Gift Gift { get; init; } = new(null);

    /// <summary>Who answered is not kept; of the time only <see cref="Day"/>.</summary>
    public bool Anonymous { get; init; }

    /// <summary>When the day of the answer began.</summary>
    public DateTimeOffset Day { get; init; }

    /// <summary>Items that were asked at all, where it was not the whole survey.</summary>
    public IReadOnlySet<string>? Asked { get; init; }

    /// <summary>Other modules hear of it: a call back may be owed.</summary>
    public bool Announce { get; init; } = true;
}
