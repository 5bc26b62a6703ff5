using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Programme;

/// <summary>Copies the version in force, to be changed; where somebody is at it already, that one is answered. Returns its number.</summary>
[Needs("loyalty.programme")]
internal static class StartDraft
{
    public sealed record Command : IRequest<int>;

    public sealed class Handler(LoyaltyDb db, Programmes programmes, CurrentUser user) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            await Drafts.Lock(db, cancellationToken);
            var now = db.Clock.GetUtcNow();
            if (await db.ProgrammeVersions.Where(v => v.LiveFrom == null || v.LiveFrom > now).OrderByDescending(v => v.Number).Select(v => (int?)v.Number).FirstOrDefaultAsync(cancellationToken) is { } open) return open;
            var draft = (await programmes.At(now, cancellationToken)).Copy(await db.ProgrammeVersions.MaxAsync(v => v.Number, cancellationToken) + 1, user.Id, now);
            db.ProgrammeVersions.Add(draft);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return draft.Number;
        }
    }
}

/// <summary>Throws a draft away.</summary>
[Needs("loyalty.programme")]
internal static class DiscardDraft
{
    public sealed record Command(int Number) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(command.Number, cancellationToken);
            if (!draft.IsDraft) throw new RuleException("loyalty.programme.notDraft");
            await db.Simulations.Where(s => s.VersionNumber == draft.Number).ExecuteDeleteAsync(cancellationToken);
            db.ProgrammeVersions.Remove(draft);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Puts a draft into force from an instant: at once, or later.</summary>
[Needs("loyalty.programme")]
internal static class PublishVersion
{
    public sealed record Command : IRequest<Unit>
    {
        public int Number { get; init; }

        /// <summary>Null: at once.</summary>
        public DateTimeOffset? From { get; init; }

        /// <summary>What is new, in a sentence.</summary>
        public string? Note { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).MaximumLength(500);
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            await Drafts.Lock(db, cancellationToken);
            var draft = await db.Draft(command.Number, cancellationToken);
            if (command.Version != 0) db.Expect(draft, command.Version);
            var now = db.Clock.GetUtcNow();
            draft.Publish(command.From ?? now, command.Note, user.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Makes a draft again of a version that was to come into force.</summary>
[Needs("loyalty.programme")]
internal static class WithdrawVersion
{
    public sealed record Command(int Number) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            (await db.Draft(command.Number, cancellationToken)).Withdraw(db.Clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Changes what holds for all rules of a draft.</summary>
[Needs("loyalty.programme")]
internal static class ChangeTerms
{
    public sealed record Query(int Number) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int Number { get; init; }
        public uint Version { get; init; }
        public int ValidityMonths { get; init; } = 24;
        public int PendingDays { get; init; }
        public bool WithoutTax { get; init; }
        public int EarlierDays { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ValidityMonths).InclusiveBetween(1, 120);
            RuleFor(c => c.PendingDays).InclusiveBetween(0, 180);
            RuleFor(c => c.EarlierDays).InclusiveBetween(0, 3650);
        }
    }

    public sealed class Loader(LoyaltyDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(query.Number, cancellationToken);
            var t = draft.Terms;
            return new() { Number = draft.Number, Version = draft.Version, ValidityMonths = t.ValidityMonths, PendingDays = t.PendingDays, WithoutTax = t.WithoutTax, EarlierDays = t.EarlierDays };
        }
    }

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(c.Number, cancellationToken);
            if (c.Version != 0) db.Expect(draft, c.Version);
            draft.Change(draft.Terms with { ValidityMonths = c.ValidityMonths, PendingDays = c.PendingDays, WithoutTax = c.WithoutTax, EarlierDays = c.EarlierDays });
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>What the acts on versions share.</summary>
internal static class Drafts
{
    /// <summary>One at a time starts or publishes.</summary>
    public static Task Lock(LoyaltyDb db, CancellationToken ct) => db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('loyalty.programme'))", ct);

    public static async Task<ProgrammeVersion> Draft(this LoyaltyDb db, int number, CancellationToken ct) =>
        await db.ProgrammeVersions.SingleOrDefaultAsync(v => v.Number == number, ct) ?? throw new MissingException("programme", number);

    /// <summary>What was typed as a list: by commas or lines.</summary>
    public static List<string> Words(string? typed) => [.. (typed ?? "").Split([',', '，', '、', ';', '；', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A name no other of them has.</summary>
    public static string NewKey() => Guid.CreateVersion7().ToString("N")[^12..];
}
