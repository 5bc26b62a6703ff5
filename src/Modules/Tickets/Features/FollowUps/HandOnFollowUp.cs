using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Gives a call back to somebody else, who knows the case or is there, and says why.</summary>
[Needs("followups.write")]
internal static class HandOnFollowUp
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public long? OwnerId { get; init; }
        public string Note { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.OwnerId).NotNull();
            RuleFor(c => c.Note).NotEmpty().MaximumLength(500);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindFollowUp(c.Id, user, ct);
            if (c.Version is { } version) db.Expect(row, version);
            var (to, people) = (c.OwnerId!.Value, await staff.Everyone(ct));
            if (!(await staff.HoldersOf("followups.write", ct)).Contains(to)) throw new RuleException("tickets.rule.no_person", nameof(c.OwnerId));
            row.HandOn(to, people[to].TeamIds is [var first, ..] ? first : null, user.Name);
            if (to != user.Id)
                db.NotifyAbout(row.CustomerId, to, string.Create(CultureInfo.InvariantCulture, $"followup-handed-on:{row.Id}:{db.Clock.GetUtcNow().ToUnixTimeMilliseconds()}"), "phone-call", $"/follow-ups/{row.Id}",
                    "tickets.notice.followup_handed_on", user.Name, await db.Customers.Where(x => x.Id == row.CustomerId).Select(x => x.Name).SingleOrDefaultAsync(ct) ?? "", c.Note.Trim());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
