using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Watching;

/// <summary>Puts tags on a ticket: some of those there are, or new ones.</summary>
[Needs("tickets.write")]
internal static class TagTicket
{
    /// <summary>Tags that somebody used before.</summary>
    public sealed record Known : IRequest<IReadOnlyList<string>>;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public List<string> Tags { get; init; } = [];
        /// <summary>Further ones, separated by commas.</summary>
        public string? More { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleForEach(c => c.Tags).MaximumLength(Tag.Length);
            RuleFor(c => c.Tags).Must(t => t is null || t.Count <= Tagging.Offered);
            RuleFor(c => c.More).MaximumLength(Ticket.MostTags * (Tag.Length + 2)).Must(m => TicketChanges.TagsIn(m).All(t => t.Length <= Tag.Length));
        }
    }

    internal sealed class Loader(TicketsDb db) : IRequestHandler<Known, IReadOnlyList<string>>
    {
        public async Task<IReadOnlyList<string>> Handle(Known request, CancellationToken ct) => await db.KnownTags(ct);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            ticket.Tag(await db.Spelled([.. (c.Tags ?? []).Where(t => t is not null), .. TicketChanges.TagsIn(c.More)], ct), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

internal static class Tagging
{
    /// <summary>Pages offer so many tags; others are typed.</summary>
    public const int Offered = 300;

    public static async Task<IReadOnlyList<string>> KnownTags(this TicketsDb db, CancellationToken ct) => await db.Tags.OrderBy(t => t.Name).Take(Offered).Select(t => t.Name).ToListAsync(ct);

    /// <summary>The tags as they were first spelled; those nobody used before are remembered from now on.</summary>
    public static async Task<IReadOnlyList<string>> Spelled(this TicketsDb db, IReadOnlyCollection<string> tags, CancellationToken ct)
    {
        string[] wanted = [.. tags.Select(Tag.Clean).Where(t => t.Length > 0).DistinctBy(t => t.ToUpperInvariant())];
        if (wanted.Length == 0) return [];
        string[] folded = [.. wanted.Select(t => t.ToLowerInvariant())];
        var known = (await db.Tags.Where(t => folded.Contains(t.Name.ToLower())).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync(ct)).DistinctBy(t => t.ToUpperInvariant()).ToDictionary(t => t.ToUpperInvariant());
        string[] fresh = [.. wanted.Where(t => !known.ContainsKey(t.ToUpperInvariant()))];
        if (fresh.Length > 0) await db.Database.ExecuteSqlAsync($"insert into tickets.tags (name) select unnest({fresh}) on conflict do nothing", ct);
        return [.. wanted.Select(t => known.GetValueOrDefault(t.ToUpperInvariant(), t))];
    }
}
