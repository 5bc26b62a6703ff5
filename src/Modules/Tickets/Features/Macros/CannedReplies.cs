using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Views;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Macros;

/// <summary>Canned texts whose name or words hold what is typed, filled in for a ticket in its customer's language; those of its category first.</summary>
[Needs("tickets.write")]
internal static class FindCanned
{
    /// <summary>More nobody reads while typing.</summary>
    public const int Most = 8;

    public sealed record Query(string? Q, long Ticket) : IRequest<IReadOnlyList<Found>>;

    public sealed record Found(string Name, string Text);

    internal sealed class Handler(TicketsDb db, Sharing sharing, Placeholders placeholders, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Found>>
    {
        public async Task<IReadOnlyList<Found>> Handle(Query q, CancellationToken ct)
        {
            var ticket = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == q.Ticket, ct) ?? throw new MissingException("Ticket", q.Ticket);
            var all = await (await sharing.Usable<CannedReply>(ct)).AsNoTracking().Take(5 * Sharing.Most).ToListAsync(ct);
            var words = (q.Q ?? "").Trim();
            var fitting = all.Where(r => Holds(r.Name, words) || Holds(r.Text, words) || Holds(r.TextZh, words))
                .OrderByDescending(r => Holds(r.Name, words)).ThenByDescending(r => r.CategoryId is { } c && c == ticket.CategoryId).ThenBy(r => r.Position).ThenBy(r => r.Id).Take(Most).ToList();
            if (fitting.Count == 0) return [];
            var (language, values) = await placeholders.Of(ticket, ct);
            return [.. fitting.Select(r => new Found(r.Name, placeholders.Fill(r.In(language), values)))];
        }

        static bool Holds(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
    }
}

/// <summary>The canned replies the reader may use, in order.</summary>
[Needs("tickets.write")]
internal static class ListCanned
{
    public sealed record Query : IRequest<IReadOnlyList<Line>>;

    public sealed record Line(long Id, string Name, string Text, bool Shared, bool MayChange);

    internal sealed class Handler(Sharing sharing, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Line>>
    {
        public async Task<IReadOnlyList<Line>> Handle(Query q, CancellationToken ct) =>
            [.. (await (await sharing.Usable<CannedReply>(ct)).AsNoTracking().Take(5 * Sharing.Most).ToListAsync(ct)).Select(r => new Line(r.Id, r.Name, r.In(user.Language), r.RoleIds.Length > 0, sharing.MayChange(r)))];
    }
}

/// <summary>Keeps a text under a name, in one language or both.</summary>
[Needs("tickets.write")]
internal static class WriteCanned
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Text { get; init; }
        public string? TextZh { get; init; }
        public long? CategoryId { get; init; }
        public List<long> RoleIds { get; init; } = [];
        public int Position { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, Templates templates)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(Shareable.NameLength);
            RuleFor(c => c.Position).InclusiveBetween(0, 1000);
            RuleFor(c => c.Text).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.TextZh));
            RuleFor(c => c.Text).MaximumLength(Ticket.TextLength).Must(t => Placeholders.Works(templates, t)).WithMessage(_ => texts["tickets.changes.placeholder"]);
            RuleFor(c => c.TextZh).MaximumLength(Ticket.TextLength).Must(t => Placeholders.Works(templates, t)).WithMessage(_ => texts["tickets.changes.placeholder"]);
        }
    }

    internal sealed class Loader(Sharing sharing) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var reply = await sharing.Changeable<CannedReply>(q.Id, ct);
            return new Command { Id = reply.Id, Name = reply.Name, Text = reply.Text, TextZh = reply.TextZh, CategoryId = reply.CategoryId, RoleIds = [.. reply.RoleIds], Position = reply.Position, Version = reply.Version };
        }
    }

    internal sealed class Handler(TicketsDb db, Sharing sharing, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var reply = c.Id == 0 ? null : await sharing.Changeable<CannedReply>(c.Id, ct);
            var roles = await sharing.Roles(c.RoleIds, reply, ct);
            if (c.CategoryId is { } category && !await db.Categories.AnyAsync(x => x.Id == category, ct)) throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            if (reply is null)
            {
                await sharing.Room<CannedReply>(ct);
                db.CannedReplies.Add(reply = new CannedReply(user.Id ?? throw new ForbiddenException("tickets.write")));
            }
            else db.Expect(reply, c.Version);
            reply.Change(c.Name, roles, c.Position, c.Text, c.TextZh, c.CategoryId);
            await db.SaveChangesAsync(ct);
            return reply.Id;
        }
    }
}

/// <summary>Takes a canned reply away.</summary>
[Needs("tickets.write")]
internal static class DeleteCanned
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, Sharing sharing) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            db.CannedReplies.Remove(await sharing.Changeable<CannedReply>(c.Id, ct));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
