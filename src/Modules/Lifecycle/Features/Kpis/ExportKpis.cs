using Crm.Lifecycle.Data;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Lifecycle.Features.Kpis;

/// <summary>The key figures as a file, within the reader's rights. It leaves a line in the audit trail.</summary>
[Needs("lifecycle.export"), Needs("lifecycle.read")]
internal static class ExportKpis
{
    public sealed record Command : IRequest<SheetFile>
    {
        public ExportFormat Format { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Format).IsInEnum();
    }

    internal sealed class Handler(LifecycleDb db, IRequestHandler<ShowKpis.Query, ShowKpis.View> read, Texts texts) : IRequestHandler<Command, SheetFile>
    {
        public async Task<SheetFile> Handle(Command command, CancellationToken ct)
        {
            var view = await read.Handle(new() { From = command.From, To = command.To }, ct);
            db.Record("ExportKpis", "Kpi", null, new { format = command.Format, view.From, view.To });
            await db.SaveChangesAsync(ct);
            string[] headings = [.. new[] { "group", "kpi", "unit", "value", "n", "of", "before", "change", "from", "to", "definition" }.Select(h => texts["lifecycle.kpis.sheet." + h])];
            return await SheetFile.Write(command.Format, $"{texts["lifecycle.kpis"]} {view.From:yyyy-MM-dd} {view.To:yyyy-MM-dd}", texts["lifecycle.kpis"], headings, Lines(view), ct);
        }

        async IAsyncEnumerable<IReadOnlyList<object?>> Lines(ShowKpis.View view)
        {
            await Task.CompletedTask;
            foreach (var k in view.Kpis)
                yield return [texts["lifecycle.kpis." + k.Group], texts["lifecycle.kpi." + k.Key], k.Currency ?? texts[k.Unit], Round(k.Value, k.Unit), k.N, k.Of, Round(k.Before, k.Unit), Round(k.Value - k.Before, k.Unit), view.From, view.To, texts[$"lifecycle.kpi.{k.Key}.hint"]];
        }

        /// <summary>Shares are written in percent, as the page shows them.</summary>
        static double? Round(double? value, KpiUnit unit) => value is { } v ? Math.Round(unit == KpiUnit.Percent ? v * 100 : v, 4) : null;
    }
}
