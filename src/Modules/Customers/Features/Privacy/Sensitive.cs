using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Sensitive data of a customer: that there is some, and its values while an approved reveal is open.</summary>
[Needs("customers.read")]
internal static class ShowSensitive
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Until">Until when the reader sees the values; null: they are hidden.</param>
    /// <param name="Waiting">The reader has asked, and nobody has answered yet.</param>
    public sealed record View(long CustomerId, string Customer, IReadOnlyList<Row> Rows, DateTimeOffset? Until, bool Waiting);

    /// <param name="Value">Null while hidden.</param>
    public sealed record Row(long Id, SensitiveKind Kind, string? Value, DateTimeOffset At);

    public sealed class Handler(CustomersDb db, SubjectVault vault, ContactSight sight, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.Id, ct);
            var name = await db.Customers.Where(c => c.Id == query.Id).Select(c => c.Name).SingleAsync(ct);
            var now = clock.GetUtcNow();
            var mine = await db.Reveals.AsNoTracking().Where(r => r.CustomerId == query.Id && r.StaffId == user.Id && r.Kind == RevealKind.Sensitive && (r.State == RevealState.Requested || r.Until > now)).ToListAsync(ct);
            var until = mine.Max(r => r.Until);
            var rows = await db.Sensitive.AsNoTracking().Where(s => s.CustomerId == query.Id).OrderBy(s => s.Kind).ThenBy(s => s.Id).ToListAsync(ct);
            var opener = await vault.Of([query.Id], ct);
            if (until is not null && rows.Count > 0) await sight.Log(query.Id, RevealKind.Sensitive, ct);
            return new(query.Id, name, [.. rows.Select(r => new Row(r.Id, r.Kind, until is null ? null : opener.Open(query.Id, r.Sealed), r.At))], until, mine.Exists(r => r.State == RevealState.Requested));
        }
    }
}

/// <summary>Keeps a piece of sensitive data, for which the customer has to have consented apart.</summary>
[Needs("customers.write")]
internal static class AddSensitive
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public SensitiveKind? Kind { get; init; }
        public string Value { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.Value).NotEmpty().MaximumLength(2000);
        }
    }

    public sealed class Handler(CustomersDb db, IConsents consents, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.Id, ct);
            if (!(await consents.Allowing([command.Id], Purpose.Sensitive, ConsentChannel.Any, ct)).Contains(command.Id)) throw new RuleException("customers.sensitive.consent", nameof(Command.Value));
            var row = new SensitiveValue(command.Id, command.Kind!.Value, await db.Seal(command.Id, command.Value.Trim(), ct), user.Id, clock.GetUtcNow());
            db.Sensitive.Add(row);
            await db.SaveChangesAsync(ct);
            return row.Id;
        }
    }
}

/// <summary>Deletes a piece of sensitive data that is needed no more.</summary>
[Needs("customers.write")]
internal static class RemoveSensitive
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public long ValueId { get; init; }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.Id, ct);
            db.Sensitive.Remove(await db.Sensitive.FirstOrDefaultAsync(s => s.Id == command.ValueId && s.CustomerId == command.Id, ct) ?? throw new MissingException("Sensitive", command.ValueId));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
