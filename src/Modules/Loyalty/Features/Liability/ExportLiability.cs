using Crm.Loyalty.Data;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Loyalty.Features.Liability;

/// <summary>The report as a file, within the reader's scope. It leaves a line in the audit trail.</summary>
[Needs("loyalty.liability")]
internal static class ExportLiability
{
    public sealed record Command(ReadLiability.Query Of, ExportFormat Format) : IRequest<SheetFile>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Format).IsInEnum();
            RuleFor(c => c.Of).SetValidator(new ReadLiability.Validator());
        }
    }

    public sealed class Handler(LoyaltyDb db, IRequestHandler<ReadLiability.Query, ReadLiability.View> read, Texts texts) : IRequestHandler<Command, SheetFile>
    {
        public async Task<SheetFile> Handle(Command command, CancellationToken cancellationToken)
        {
            var view = await read.Handle(command.Of, cancellationToken);
            db.Record("ExportLiability", "Liability", null, new { format = command.Format, from = view.Months[0].First, months = view.Months.Count });
            await db.SaveChangesAsync(cancellationToken);
            string[] headings = [.. new[] { "loyalty.liability.section", "loyalty.liability.month", "loyalty.opening", "loyalty.earned", "loyalty.redeemedPoints", "loyalty.expired", "loyalty.reversed", "loyalty.closing", "loyalty.liability.marketing", "loyalty.liability.worth", "loyalty.liability.marketingWorth", "loyalty.liability.currency" }.Select(h => texts[h])];
            return await SheetFile.Write(command.Format, $"{texts["loyalty.liability"]} {view.Months[^1].First:yyyy-MM}", texts["loyalty.liability"], headings, Lines(view), cancellationToken);
        }

        async IAsyncEnumerable<IReadOnlyList<object?>> Lines(ReadLiability.View v)
        {
            object?[] Movement(string section, string name, ReadLiability.Month m) => [section, name, m.Opening, m.Earned, m.Redeemed, m.Expired, m.Reversed, m.Closing, m.Marketing, m.Worth, m.MarketingWorth, v.Terms.Currency];
            foreach (var m in v.Months) yield return Movement(texts["loyalty.liability.movement"], m.First.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), m);
            yield return Movement(texts["loyalty.liability.whole"], "", v.Whole);
            foreach (var e in v.Expiring) yield return [texts["loyalty.liability.expiring"], e.First.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), null, null, null, e.Points, null, null, null, e.Worth, null, v.Terms.Currency];
            foreach (var s in v.Sources) yield return [texts["loyalty.liability.sources"], texts["loyalty.source." + s.Source], null, s.Earned, null, null, s.Reversed, null, s.Marketing ? s.Earned : null, s.Worth, null, v.Terms.Currency];
            foreach (var r in v.Rules) yield return [texts["loyalty.liability.rules"], texts["loyalty.liability.rule", r.Version, r.Name.Length > 0 ? r.Name : texts["loyalty.rule.said"]], null, r.Points, null, null, null, null, null, v.Terms.Of(r.Points), null, v.Terms.Currency];
            await Task.CompletedTask;
        }
    }
}
