using System.Globalization;
using System.Text.RegularExpressions;

namespace Crm.Tickets.Domain;

/// <summary>Unit of a promise: hours as they pass, hours of working time, working days.</summary>
internal enum TargetUnit { Hours, WorkingHours, WorkingDays }

/// <summary>How long a clock may run. Written "15min", "4h", "8wh" or "10wd".</summary>
internal readonly partial record struct Target(decimal Amount, TargetUnit Unit)
{
    /// <summary>When it is due, in the calendar that its unit counts in.</summary>
    public DateTimeOffset After(DateTimeOffset start, WorkingTime calendar) => Unit == TargetUnit.WorkingDays
        ? calendar.AddDays(start, Amount)
        : Calendar(calendar).Add(start, new TimeSpan((long)decimal.Round(Amount * TimeSpan.TicksPerHour)));

    /// <summary>What has passed between two instants, in its own unit.</summary>
    public decimal Measure(DateTimeOffset from, DateTimeOffset to, WorkingTime calendar) => Unit == TargetUnit.WorkingDays
        ? calendar.DaysBetween(from, to)
        : (decimal)Calendar(calendar).Between(from, to).Ticks / TimeSpan.TicksPerHour;

    /// <summary>Elapsed hours pass round the clock whatever the calendar.</summary>
    public WorkingTime Calendar(WorkingTime calendar) => Unit == TargetUnit.Hours ? WorkingTime.Always : calendar;

    /// <summary>A share of it, such as half for VIPs.</summary>
    public Target Times(int percent) => this with { Amount = Amount * percent / 100 };

    /// <inheritdoc />
    public override string ToString() => (Amount * (Minutes ? 60 : 1)).ToString("0.####", CultureInfo.InvariantCulture) + Unit switch
    {
        TargetUnit.WorkingHours => "wh",
        TargetUnit.WorkingDays => "wd",
        _ => Minutes ? "min" : "h",
    };

    // Parts of an hour read better as minutes, and 100 minutes are no round part of hours.
    bool Minutes => Unit == TargetUnit.Hours && (Amount < 1 || decimal.Round(Amount, 4) != Amount);

    /// <summary>Reads what <see cref="ToString"/> writes; more than 0, at most a year.</summary>
    public static bool TryParse(string? text, out Target target)
    {
        target = default;
        var match = Written().Match(text?.Trim().ToLowerInvariant() ?? "");
        if (!match.Success || !decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0) return false;
        target = match.Groups[2].Value switch
        {
            "min" => new(amount / 60, TargetUnit.Hours),
            "wh" => new(amount, TargetUnit.WorkingHours),
            "wd" => new(amount, TargetUnit.WorkingDays),
            _ => new(amount, TargetUnit.Hours),
        };
        return target.Amount <= (target.Unit == TargetUnit.WorkingDays ? 366 : 366 * 24);
    }

    /// <summary>Reads a stored target.</summary>
    public static Target Parse(string text) => TryParse(text, out var target) ? target : throw new FormatException($"{text} is no target.");

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,4})?)\s*(min|h|wh|wd)$")]
    private static partial Regex Written();
}
