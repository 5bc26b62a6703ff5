using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Surveys.Domain;

/// <summary>Results of a survey or a wave as they stood when they were sent to a department, which says that it has taken note.</summary>
internal sealed class SentReport : Entity, IAudited
{
    public const int LongestText = 1000;

    SentReport() { }

    public long SurveyId { get; private set; }
    public long? WaveId { get; private set; }

    /// <summary>The department.</summary>
    public long TeamId { get; private set; }

    /// <summary>The figures as a PDF: what was sent stays what it was.</summary>
    public Guid FileId { get; private set; }
    public string Title { get; private set; } = "";
    public string? Message { get; private set; }
    public long? SentById { get; private set; }
    public DateTimeOffset SentAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public long? ConfirmedById { get; private set; }
    public string? Answer { get; private set; }

    public static SentReport Send(long survey, long? wave, string title, long team, Guid file, string? message, long? by, DateTimeOffset at) =>
        new() { SurveyId = survey, WaveId = wave, Title = title, TeamId = team, FileId = file, Message = Said(message), SentById = by, SentAt = at };

    /// <summary>The department has taken note. Once: what it said stands.</summary>
    public void Confirm(string? answer, long? by, DateTimeOffset at)
    {
        if (ConfirmedAt is not null) throw new RuleException("surveys.improvement.rule.confirmed");
        (ConfirmedAt, ConfirmedById, Answer) = (at, by, Said(answer));
    }

    static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
