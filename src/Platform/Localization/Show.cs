using System.Globalization;
using Crm.Platform.Time;
using Crm.Platform.Users;

namespace Crm.Platform.Localization;

/// <summary>Shows instants, days, money and numbers as the reader expects them: own language, own zone.</summary>
public sealed class Show(CurrentUser user, Texts texts, TimeProvider clock)
{
    static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>Date and time to the minute in the reader's zone.</summary>
    public string DateTime(DateTimeOffset? at) => at is { } t ? user.Zone.At(t).ToString("yyyy-MM-dd HH:mm", Culture) : "";

    /// <summary>The day in the reader's zone.</summary>
    public string Date(DateTimeOffset? at) => at is { } t ? user.Zone.At(t).ToString("yyyy-MM-dd", Culture) : "";

    /// <summary>A day.</summary>
    public string Date(DateOnly? day) => day?.ToString("yyyy-MM-dd", Culture) ?? "";

    /// <summary>For an input of type datetime-local.</summary>
    public string Input(DateTimeOffset? at) => at is { } t ? user.Zone.At(t).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) : "";

    /// <summary>"5 min ago", "in 3 h", or the date when further than a week away.</summary>
    public string Ago(DateTimeOffset? at)
    {
        if (at is not { } t) return "";
        var span = clock.GetUtcNow() - t;
        var (past, s) = (span >= TimeSpan.Zero, span.Duration());
        if (s.TotalDays >= 7) return Date(t);
        var amount = s.TotalMinutes < 1 ? texts["time.moments"]
            : s.TotalHours < 1 ? texts["time.minutes", (int)s.TotalMinutes]
            : s.TotalDays < 1 ? texts["time.hours", (int)s.TotalHours]
            : texts["time.days", (int)s.TotalDays];
        return texts[past ? "time.ago" : "time.in", amount];
    }

    /// <summary>A length of time in its two largest units.</summary>
    public string Span(TimeSpan span)
    {
        var s = span.Duration();
        var text = s.TotalDays >= 1 ? texts["time.days", (int)s.TotalDays] + (s.Hours > 0 ? " " + texts["time.hours", s.Hours] : "")
            : s.TotalHours >= 1 ? texts["time.hours", (int)s.TotalHours] + (s.Minutes > 0 ? " " + texts["time.minutes", s.Minutes] : "")
            : texts["time.minutes", (int)s.TotalMinutes];
        return span < TimeSpan.Zero ? "-" + text : text;
    }

    /// <summary>Money with its currency.</summary>
    public string Money(decimal amount, string currency) => currency switch
    {
        "CNY" => "¥" + amount.ToString("N2", Culture),
        "USD" => "$" + amount.ToString("N2", Culture),
        "EUR" => "€" + amount.ToString("N2", Culture),
        _ => amount.ToString("N2", Culture) + " " + currency,
    };

    /// <summary>Money for a sentence in any language, as in a mail: "20.00 CNY".</summary>
    public static string Written(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{amount:N2} {currency}");

    /// <summary>A number with thousands separators.</summary>
    public string Number(long n) => n.ToString("N0", Culture);

    /// <summary>A number with a fixed count of decimals, or a dash when there is none.</summary>
    public string Number(double? n, int decimals = 1) => n is { } v && double.IsFinite(v) ? v.ToString("N" + decimals, Culture) : "–";

    /// <summary>A share (0..1) in percent, or a dash.</summary>
    public string Percent(double? share, int decimals = 1) => share is { } v && double.IsFinite(v) ? (v * 100).ToString("N" + decimals, Culture) + " %" : "–";

    /// <summary>A size in bytes for people.</summary>
    public string Bytes(long n) => n < 1024 ? n + " B" : n < 1048576 ? Number(n / 1024.0, 0) + " KB" : Number(n / 1048576.0) + " MB";
}
