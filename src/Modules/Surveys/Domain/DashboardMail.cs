using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Surveys.Domain;

/// <summary>How often a dashboard is sent.</summary>
internal enum MailPace { Weekly, Monthly }

/// <summary>The satisfaction dashboard on its way by mail: every week for the week before, or every month for the month before, to each reader what they may see.</summary>
internal sealed class DashboardMail : Entity, IAudited
{
    DashboardMail() { }

    public MailPace Pace { get; private set; }
    public List<long> ReaderIds { get; private set; } = [];
    public long? SurveyId { get; private set; }
    public long? FilterTeamId { get; private set; }
    public TicketChannel? Channel { get; private set; }
    public CustomerLevel? Level { get; private set; }
    public string? Industry { get; private set; }
    public string? Region { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }

    /// <summary>First day of the period that was sent last.</summary>
    [NotAudited]
    public DateOnly? SentFor { get; private set; }

    public static DashboardMail Plan(long? by, DateTimeOffset at) => new() { CreatedById = by, CreatedAt = at };

    public void Send(MailPace pace, IEnumerable<long> readers) => (Pace, ReaderIds) = (pace, [.. readers.Distinct().Order()]);

    public void About(long? survey, long? team, TicketChannel? channel, CustomerLevel? level, string? industry, string? region) =>
        (SurveyId, FilterTeamId, Channel, Level, Industry, Region) = (survey, team, channel, level, Known(industry), Known(region));

    /// <summary>All readers have the period that begins with this day.</summary>
    public void Sent(DateOnly from) => SentFor = from;

    static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
