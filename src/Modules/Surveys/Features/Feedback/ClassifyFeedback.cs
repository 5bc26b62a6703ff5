using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Says what kind of feedback it is, what it is about and why it came to it, and who sees to it.</summary>
[Needs("feedback.write")]
internal static class ClassifyFeedback
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public FeedbackKind? Kind { get; init; }
        public long? CategoryId { get; init; }
        public long? CauseId { get; init; }
        public long? OwnerId { get; init; }
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Kind).NotNull().IsInEnum();
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var f = await db.FindFeedback(request.Id, user, cancellationToken);
            if (request.Version is { } version) db.Expect(f, version);
            f.Classify(request.Kind!.Value, await Known(FeedbackCodeKind.Category, request.CategoryId, f.CategoryId, nameof(Command.CategoryId), cancellationToken), await Known(FeedbackCodeKind.Cause, request.CauseId, f.CauseId, nameof(Command.CauseId), cancellationToken));
            if (request.OwnerId != f.OwnerId)
            {
                var people = await staff.Everyone(cancellationToken);
                var person = request.OwnerId is { } id ? people.GetValueOrDefault(id) is { Active: true } known ? known : throw new RuleException("surveys.rule.person", nameof(Command.OwnerId)) : null;
                f.GiveTo(person?.Id, person?.TeamIds is [var first, ..] ? first : f.TeamId);
                if (person is not null && person.Id != user.Id) db.NotifyAbout(f.CustomerId, person.Id, $"feedback:{f.Id}:{f.Version}", "message-reply", $"/feedback/{f.Id}", "surveys.notice.feedback", Notices.KeyMark + $"FeedbackKind.{f.Kind}");
            }
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }

        async Task<long?> Known(FeedbackCodeKind kind, long? id, long? before, string field, CancellationToken ct) =>
            id is null || id == before || await db.FeedbackCodes.AnyAsync(c => c.Id == id && c.Kind == kind && c.Active, ct) ? id : throw new RuleException("surveys.feedback.rule.code", field);
    }
}
