using System.Globalization;
using Crm.Platform.Files.Pdf;
using Crm.Platform.Localization;
using Crm.Platform.Time;

namespace Crm.Loyalty.Features.Statements;

/// <summary>The statement as a letter to the member: in their language, days of the installation's zone.</summary>
internal sealed class StatementPdf(PdfReports reports, Texts texts, StatementWords words, InstallationZone zone, TimeProvider clock)
{
    public byte[] Of(ReadStatement.Statement s, IReadOnlyList<ReadStatement.Line> lines, string customerName, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        string In(string key, params object[] arguments) => texts.In(language, key, arguments);
        string Number(long n) => n.ToString("N0", culture);
        string Day(DateTimeOffset at) => zone.DayOf(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var report = reports.New(In("loyalty.statement"), language, $"{In("loyalty.statement")} · {customerName} · {Day(clock.GetUtcNow())}");
        report.Paragraph(customerName).Paragraph(In("loyalty.statement.period", s.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), s.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), muted: true);
        report.Figures(
        [
            new(In("loyalty.opening"), Number(s.Opening)), new(In("loyalty.statement.in"), "+" + Number(s.In)), new(In("loyalty.statement.out"), (s.Out > 0 ? "-" : "") + Number(s.Out)), new(In("loyalty.closing"), Number(s.Closing)),
        ]);
        if (s.NextExpiry is { } next) report.Paragraph(In("loyalty.statement.expiry", Number(s.Expiring), Day(next)));
        if (s.Pending > 0) report.Paragraph(In("loyalty.statement.pending", Number(s.Pending)));
        if (s.Owed > 0) report.Paragraph(In("loyalty.owes", Number(s.Owed)));
        if (lines.Count == 0) return report.Paragraph(In("loyalty.statement.empty"), muted: true).ToArray();
        return report.Table([new(In("loyalty.when"), 2), new(In("loyalty.statement.what"), 6), new(In("loyalty.pointsColumn"), 1.5, true), new(In("loyalty.balance"), 1.5, true)],
            lines.Select(l => (IReadOnlyList<PdfCell>)[Day(l.At), words.Of(l, language), l.Change == 0 ? "" : (l.Change > 0 ? "+" : "") + Number(l.Change), Number(l.Balance)])).ToArray();
    }
}
