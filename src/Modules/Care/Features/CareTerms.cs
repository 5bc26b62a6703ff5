using Crm.Platform.Settings;

namespace Crm.Care.Features;

/// <summary>What holds for everything that is sent of our own accord.</summary>
internal sealed record CareTerms
{
    public const string Name = "care.terms";

    public static readonly CareTerms Shipped = new();

    /// <summary>Days between two mails of care or campaigns to the same customer; 0 for none.</summary>
    public int RestDays { get; init; } = 7;

    /// <summary>Greetings, too, are left out while a customer rests. Else only what follows them waits.</summary>
    public bool GreetingsRest { get; init; }

    /// <summary>Who greets; empty: the name the installation's mails come from.</summary>
    public string Sender { get; init; } = "";
}

internal static class CareTermsSetting
{
    public static ValueTask<CareTerms> Care(this ISettings settings, CancellationToken ct) => settings.Get(CareTerms.Name, CareTerms.Shipped, ct);
}
