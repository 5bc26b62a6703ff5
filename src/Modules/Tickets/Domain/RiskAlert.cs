using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>Over how long complaints are counted.</summary>
internal enum RiskWindow { Day, Week }

/// <summary>What an alert has come to.</summary>
internal enum RiskState { Open, Acknowledged, Closed }

/// <summary>By what law the usual level was taken to vary.</summary>
internal enum RiskModel { Poisson, NegativeBinomial }

/// <summary>What complaints are counted of: a category (null: those without one), or one value of a field of one's own, as which product it is about.</summary>
/// <param name="Field">Key of the field; null for a category.</param>
internal sealed record RiskSubject(long? CategoryId, string? Field = null, string? Value = null);

/// <summary>More complaints of a category, or of a product, than is usual. One a subject until it is closed.</summary>
internal sealed class RiskAlert : Entity, IAudited
{
    public const int TextLength = 2000;

    RiskAlert() { }

    public RiskAlert(RiskSubject of, RiskWindow window, DateTimeOffset since, RiskTest.Result found, DateTimeOffset at) =>
        (CategoryId, Field, Value, Window, Since, Observed, Expected, P, Dispersion, Model, OpenedAt) = (of.CategoryId, of.Field, of.Value, window, since, found.Observed, found.Expected, found.P, found.Dispersion, found.Model, at);

    public long? CategoryId { get; private set; }
    public string? Field { get; private set; }
    public string? Value { get; private set; }
    public RiskSubject Of => new(CategoryId, Field, Value);

    public RiskWindow Window { get; private set; }

    /// <summary>Complaints opened from here until <see cref="OpenedAt"/> are those counted.</summary>
    public DateTimeOffset Since { get; private set; }
    public int Observed { get; private set; }

    /// <summary>Mean of the eight windows before.</summary>
    public double Expected { get; private set; }

    /// <summary>How likely so many or more are, if all is as usual.</summary>
    public double P { get; private set; }

    /// <summary>Variance over mean of the windows before, at least 1.</summary>
    public double Dispersion { get; private set; }
    public RiskModel Model { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public RiskState State { get; private set; }
    public long? AcknowledgedById { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public long? ClosedById { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>What was found and done.</summary>
    public string? Action { get; private set; }

    /// <summary>Somebody looks into it.</summary>
    public void Acknowledge(long by, DateTimeOffset at)
    {
        if (State != RiskState.Open) throw new RuleException("tickets.risk.rule.not_open");
        (State, AcknowledgedById, AcknowledgedAt) = (RiskState.Acknowledged, by, at);
    }

    /// <summary>It is dealt with: says how.</summary>
    public void Close(string action, long by, DateTimeOffset at)
    {
        if (State == RiskState.Closed) throw new RuleException("tickets.risk.rule.closed");
        (State, ClosedById, ClosedAt, Action) = (RiskState.Closed, by, at, action.Trim());
    }

    /// <summary>Until when the subject is left in peace after this one was closed: as long as the complaints that raised it are still counted.</summary>
    public static TimeSpan QuietAfter(RiskWindow window) => TimeSpan.FromDays(window == RiskWindow.Day ? 1 : 7);
}
