using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Absences;

/// <summary>Notes that a person is away for a time, and who stands in. Everybody for themselves; others need staff.manage.</summary>
[OpenToAll("one's own absence; the handler asks for staff.manage for anybody else's")]
internal static class AddAbsence
{
    public sealed record Command : IRequest
    {
        public long? StaffId { get; init; }
        public DateTimeOffset? From { get; init; }
        public DateTimeOffset? Until { get; init; }
        public long? SubstituteId { get; init; }
        public string? Note { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.From).NotNull();
            RuleFor(c => c.Until).NotNull();
            RuleFor(c => c.Until).Must((c, until) => until > c.From).When(c => c.From is not null && c.Until is not null).WithMessage(_ => texts["staff.absence.order"]);
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    internal sealed class Handler(StaffDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var id = user.MayPlanFor(request.StaffId);
            if (request.Until <= now) throw new RuleException("staff.absence.past", nameof(Command.Until));
            if (request.SubstituteId == id) throw new RuleException("staff.absence.self", nameof(Command.SubstituteId));
            if (request.SubstituteId is { } substitute && !await db.Members.AnyAsync(m => m.Id == substitute && m.DeactivatedAt == null, ct)) throw new RuleException("staff.unknown", nameof(Command.SubstituteId));
            var member = await db.Members.Include(m => m.Absences.Where(a => a.Until > now)).FirstOrDefaultAsync(m => m.Id == id, ct) ?? throw new MissingException("staff", id);
            if (member.Absences.Any(a => a.From < request.Until && request.From < a.Until)) throw new RuleException("staff.absence.overlap", nameof(Command.From));
            member.BeAbsent(new Absence(request.From!.Value, request.Until!.Value, request.SubstituteId, request.Note), now);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>Whose absence it is: the sender's, or with the right that of <paramref name="staffId"/>.</summary>
    internal static long MayPlanFor(this CurrentUser user, long? staffId)
    {
        var id = staffId ?? user.Id ?? throw new ForbiddenException("staff.manage");
        return id == user.Id || user.Can("staff.manage") ? id : throw new ForbiddenException("staff.manage");
    }
}
