using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Responses;
using FluentValidation;
using MediatR;

namespace Crm.Surveys.Features.Exports;

/// <summary>
/// Writes the answers of a filter into a table: chosen columns, labels or codes, headings in one language or both, within
/// the reader's scope, texts de-identified unless the reader may have them as they were written and says why. It is made
/// in the background and is in the audit trail.
/// </summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal static class ExportAnswers
{
    public sealed record Command : ResponseFilter, IRequest<Answer>
    {
        public Command() { }

        /// <summary>Of exactly the answers that a list shows.</summary>
        public Command(ResponseFilter list) : base(list) { }

        public ExportFormat Format { get; init; }

        /// <summary>Names of columns; none: all of them, for programs.</summary>
        public List<string> Columns { get; init; } = [];

        /// <summary>Keys of choices, for programs and statistics, in place of their texts.</summary>
        public bool Codes { get; init; }

        public bool BothLanguages { get; init; }

        /// <summary>Texts as they were written.</summary>
        public bool Original { get; init; }

        /// <summary>Why they leave so.</summary>
        public string? Reason { get; init; }

        /// <summary>At once, as a program wants it.</summary>
        public bool Inline { get; init; }
    }

    /// <summary>The file, or the job that makes it.</summary>
    public sealed record Answer(SheetFile? File, long? JobId);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Format).IsInEnum();
            RuleFor(c => c.Reason).MaximumLength(300);
            RuleFor(c => c.Reason).NotEmpty().When(c => c.Original).WithMessage(_ => texts["surveys.export.reason.needed"]);
        }
    }

    public sealed class Handler(SurveysDb db, AnswerSheets sheets, CurrentUser user) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            if (command.Original && !user.Can("reveal.sensitive")) throw new Platform.UseCases.RuleException("surveys.export.original.refused", nameof(command.Original));
            var asked = command with { Columns = await sheets.Columns(command, cancellationToken) };
            if (command.Inline)
            {
                var file = await sheets.Write(asked, null, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                return new(file, null);
            }
            var job = db.Enqueue<AnswersJob, Command>(asked, "surveys.export.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            return new(null, job.Id);
        }
    }
}

/// <summary>Makes the file while its owner does something else; it is kept for a week.</summary>
internal sealed class AnswersJob(SurveysDb db, AnswerSheets sheets, IFiles files, TimeProvider clock) : IJob<ExportAnswers.Command>
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<object?> Run(ExportAnswers.Command args, JobProgress progress, CancellationToken ct)
    {
        var file = await sheets.Write(args, progress, ct);
        await using var content = file.Content;
        var saved = await files.Save(content, file.Name, ct, clock.GetUtcNow() + Kept, int.MaxValue);
        await db.SaveChangesAsync(ct);
        return new { fileId = saved.Id, file.Rows };
    }
}

/// <summary>The columns an export of these answers can have.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal static class PrepareAnswers
{
    public sealed record Query(ResponseFilter Filter) : IRequest<IReadOnlyList<(string Column, string Heading)>>;

    public sealed class Handler(AnswerSheets sheets) : IRequestHandler<Query, IReadOnlyList<(string Column, string Heading)>>
    {
        public Task<IReadOnlyList<(string Column, string Heading)>> Handle(Query request, CancellationToken cancellationToken) => sheets.Headings(request.Filter, false, cancellationToken);
    }
}
