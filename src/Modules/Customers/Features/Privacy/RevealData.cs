using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Opens what is masked of a customer, for a reason and a while; sensitive data after somebody else has said yes.</summary>
[Needs("customers.reveal")]
internal static class RevealData
{
    public sealed record Command : IRequest<Answer>
    {
        public long Id { get; init; }
        public RevealKind Kind { get; init; }
        public string Reason { get; init; } = "";
    }

    /// <param name="Until">Until when it is shown; null: somebody has to approve first.</param>
    public sealed record Answer(long RevealId, RevealState State, DateTimeOffset? Until);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Reason).NotEmpty().MinimumLength(2).MaximumLength(500);
        }
    }

    public sealed class Handler(CustomersDb db, ISettings settings, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.Id, ct);
            var me = user.Id ?? throw new ForbiddenException("customers.reveal");
            if (command.Kind == RevealKind.Sensitive && await db.Reveals.AnyAsync(r => r.CustomerId == command.Id && r.StaffId == me && r.State == RevealState.Requested, ct))
                throw new RuleException("customers.reveal.asked");
            var length = TimeSpan.FromMinutes(await settings.Get(PrivacySettings.RevealMinutes, 30, ct));
            var reveal = new Reveal(command.Id, me, command.Kind, command.Reason.Trim(), length, clock.GetUtcNow());
            db.Reveals.Add(reveal);
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            if (reveal.State == RevealState.Requested)
                foreach (var person in (await staff.HoldersOf("privacy.approve", ct)).Where(p => p != me))
                    db.Notify(person, $"reveal:{reveal.Id}", "eye", $"/privacy/reveals/{reveal.Id}", "customers.reveal.notice.asked", user.Name);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new(reveal.Id, reveal.State, reveal.Until);
        }
    }
}

/// <summary>Says yes or no to somebody who wants to see sensitive data.</summary>
[Needs("privacy.approve")]
internal static class DecideReveal
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, long CustomerId, string Customer, string Asker, string Reason, DateTimeOffset AskedAt, RevealKind Kind, RevealState State, DateTimeOffset? Until, uint Version);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public bool? Grant { get; init; }
        public string? Note { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Grant).NotNull();
            RuleFor(c => c.Note).NotEmpty().When(c => c.Grant == false);
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    public sealed class Loader(CustomersDb db, IStaffDirectory staff) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var found = await (from x in db.Reveals.AsNoTracking() join c in db.Customers on x.CustomerId equals c.Id where x.Id == query.Id select new { Reveal = x, c.Name }).FirstOrDefaultAsync(ct)
                ?? throw new MissingException("Reveal", query.Id);
            var r = found.Reveal;
            var people = await staff.Everyone(ct);
            return new(r.Id, r.CustomerId, found.Name, people.TryGetValue(r.StaffId, out var p) ? p.Name : "", r.Reason, r.AskedAt, r.Kind, r.State, r.Until, r.Version);
        }
    }

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var reveal = await db.Reveals.FirstOrDefaultAsync(r => r.Id == command.Id, ct) ?? throw new MissingException("Reveal", command.Id);
            // Decided by somebody else meanwhile: that is a stale edit, not a broken rule.
            if (command.Version != 0 && command.Version != reveal.Version) throw new DbUpdateConcurrencyException();
            var length = TimeSpan.FromMinutes(await settings.Get(PrivacySettings.RevealMinutes, 30, ct));
            reveal.Decide(command.Grant!.Value, command.Note, length, user.Id ?? throw new ForbiddenException("privacy.approve"), clock.GetUtcNow());
            db.Notify(reveal.StaffId, $"reveal-decided:{reveal.Id}", command.Grant.Value ? "eye-check" : "eye-off", $"/customers/{reveal.CustomerId}/sensitive",
                command.Grant.Value ? "customers.reveal.notice.granted" : "customers.reveal.notice.denied", user.Name);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
