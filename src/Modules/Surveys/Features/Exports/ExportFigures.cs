using Crm.Platform.Files;
using Crm.Platform.Files.Pdf;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Results;
using FluentValidation;
using MediatR;

namespace Crm.Surveys.Features.Exports;

/// <summary>The dashboard as a file, within the reader's scope. It leaves a line in the audit trail.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal static class ExportSatisfaction
{
    public sealed record Command(SatisfactionFilter Filter, FigureFormat Format) : IRequest<FigureFile>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Format).IsInEnum();
    }

    public sealed class Handler(
        SurveysDb db, IRequestHandler<ReadSatisfaction.Query, ReadSatisfaction.View> read, IRequestHandler<ReadTopDrivers.Query, ReadTopDrivers.View> drivers, IRequestHandler<ReadTopWords.Query, ReadTopWords.View> words,
        FigureSheet sheet, FigureReport report, Texts texts) : IRequestHandler<Command, FigureFile>
    {
        public async Task<FigureFile> Handle(Command command, CancellationToken cancellationToken)
        {
            var view = await read.Handle(new(command.Filter), cancellationToken);
            var name = $"{texts["surveys.dashboard"]} {view.From:yyyy-MM-dd} {view.To:yyyy-MM-dd}";
            db.Record("ExportSatisfaction", "Survey", command.Filter.Survey, new { format = command.Format, command.Filter.Period, command.Filter.Team, command.Filter.Channel, command.Filter.Level, command.Filter.Industry, command.Filter.Region });
            await db.SaveChangesAsync(cancellationToken);
            return command.Format == FigureFormat.Pdf ? FigureFiles.Pdf(report.Of(view, await drivers.Handle(new(command.Filter), cancellationToken), await words.Handle(new(command.Filter), cancellationToken)), name)
                : FigureFiles.Of(await sheet.Write(command.Format == FigureFormat.Csv ? ExportFormat.Csv : ExportFormat.Xlsx, name, view, cancellationToken));
        }
    }
}

/// <summary>Results on their way into a file.</summary>
internal sealed record FiguresOf(ReadResults.Query Filter, ReadOverview.View More, ReadResults.View Results);

/// <summary>The results of a survey or a wave as a file.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal static class ExportResults
{
    /// <param name="Comments">Whether a PDF shows the latest ones.</param>
    public sealed record Command(ReadResults.Query Of, FigureFormat Format, bool Comments = true) : IRequest<FigureFile>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Format).IsInEnum();
    }

    public sealed class Handler(SurveysDb db, IRequestHandler<ReadResults.Query, ReadResults.View> read, IRequestHandler<ReadOverview.Query, ReadOverview.View> more, FigureSheet sheet, FigureReport report, Texts texts, Show show) : IRequestHandler<Command, FigureFile>
    {
        public async Task<FigureFile> Handle(Command command, CancellationToken cancellationToken)
        {
            // Figures with what cleaning left out have a column of their own.
            var of = command.Of with { Flagged = false };
            var view = await read.Handle(of, cancellationToken);
            var about = await more.Handle(new(of), cancellationToken);
            var figures = new FiguresOf(of, about, command.Comments ? view : view with { Comments = [] });
            var name = $"{texts["surveys.results"]} {of.Subject(texts, show, about)}";
            db.Record("ExportResults", view.WaveId is null ? "Survey" : "Wave", view.WaveId ?? view.SurveyId, new { format = command.Format, filter = FilterAddress.Query(of) });
            await db.SaveChangesAsync(cancellationToken);
            return command.Format == FigureFormat.Pdf ? FigureFiles.Pdf(report.Of(figures), name)
                : FigureFiles.Of(await sheet.Write(command.Format == FigureFormat.Csv ? ExportFormat.Csv : ExportFormat.Xlsx, name, figures, cancellationToken));
        }
    }
}

internal static class FigureFiles
{
    public static FigureFile Pdf(byte[] content, string name) => new(new MemoryStream(content), Clean(name) + ".pdf", PdfReports.ContentType);

    public static FigureFile Of(SheetFile file) => new(file.Content, Clean(file.Name), file.ContentType);

    /// <summary>A title may hold what no file system takes.</summary>
    static string Clean(string name) => string.Concat(name.Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '-' : c));
}
