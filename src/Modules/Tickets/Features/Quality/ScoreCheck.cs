using System.Globalization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.Quality;

/// <summary>An answer as a form or a program gives it.</summary>
internal sealed record AnswerForm
{
    public const string NotApplicable = "na";

    /// <summary>0 or 1 (yes), 1 to 5, or "na".</summary>
    public string? Value { get; init; }
    public string? Comment { get; init; }

    public static bool Readable(string? value) => string.IsNullOrEmpty(value) || value == NotApplicable || (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var v) && v <= 5);

    public static IReadOnlyList<QualityAnswer> Read(IReadOnlyList<AnswerForm> answers) =>
        [.. answers.Select((a, i) => new QualityAnswer(i, a.Value == NotApplicable ? null : int.Parse(a.Value!, CultureInfo.InvariantCulture), a.Comment))];

    public static string? Write(int? value, bool marked) => !marked ? null : value?.ToString(CultureInfo.InvariantCulture) ?? NotApplicable;
}

/// <summary>All items answered, each by itself.</summary>
internal sealed class AnswerValidator : AbstractValidator<AnswerForm>
{
    public AnswerValidator()
    {
        RuleFor(a => a.Value).NotEmpty().Must(AnswerForm.Readable);
        RuleFor(a => a.Comment).MaximumLength(QualityCheck.TextLength);
    }
}

/// <summary>Scores the work on a ticket by the list it was drawn with, and tells the agent.</summary>
[Needs("tickets.quality")]
internal static class ScoreCheck
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        /// <summary>One for each item, in their order.</summary>
        public List<AnswerForm> Answers { get; init; } = [];
        public string? Note { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleForEach(c => c.Answers).NotNull().SetValidator(new AnswerValidator());
            RuleFor(c => c.Note).MaximumLength(QualityCheck.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, ISettings settings, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, terms) = (user.Id ?? throw new ForbiddenException("tickets.quality"), await QualityTerms.Of(settings, ct));
            var check = await db.ToCheck(c.Id, c.Version, user, ct);
            check.Judge(await db.ItemsOf(check, ct), AnswerForm.Read(c.Answers), c.Note, TimeSpan.FromDays(terms.AppealDays), me, clock.GetUtcNow());
            await db.Tell(check, [check.OwnerId!.Value], "scored", "tickets.notice.quality", ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Says that nothing can be judged on it. It is not drawn again.</summary>
[Needs("tickets.quality")]
internal static class SkipCheck
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Note { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MaximumLength(QualityCheck.TextLength);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            (await db.ToCheck(c.Id, c.Version, user, ct)).Skip(c.Note, user.Id ?? throw new ForbiddenException("tickets.quality"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
