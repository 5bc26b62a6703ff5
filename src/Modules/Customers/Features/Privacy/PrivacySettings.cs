namespace Crm.Customers.Features.Privacy;

/// <summary>Names of the settings of privacy, and the purposes of its signatures.</summary>
internal static class PrivacySettings
{
    public const string KeepOrdersYears = "privacy.keep_orders_years";
    public const string RevealMinutes = "privacy.reveal_minutes";
    public const string RightsDays = "privacy.rights_working_days";
    public const string UnusualReveals = "privacy.unusual_reveals";
    public const string UnusualRows = "privacy.unusual_export_rows";
    public const string DigitSearches = "privacy.digit_searches_a_minute";
    public const string MailMonths = "privacy.mail_months";
    public const string LookMonths = "privacy.look_months";
    public const string ImportMonths = "privacy.import_months";
    public const string Bases = "privacy.bases";

    public const string RestrictedPurpose = "customers.restricted";
}
