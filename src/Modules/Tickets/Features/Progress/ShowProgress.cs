using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Tickets.Features.Progress;

/// <summary>How far a ticket has come, as its customer sees it: no names of colleagues, no notes, nothing that has not left yet.</summary>
[OpenToAll("whoever holds the link has the mails it stands in")]
internal static class ShowProgress
{
    /// <summary>The latest so many public messages.</summary>
    public const int Shown = 30;

    /// <summary>Answers null when nobody issued such a link.</summary>
    public sealed record Query(string? Token) : IRequest<Result?>;

    public sealed record Result
    {
        public Guid Link { get; init; }
        public string Number { get; init; } = "";
        public string Subject { get; init; } = "";
        public ProgressStage Stage { get; init; }
        public IReadOnlyList<Step> Steps { get; init; } = [];
        /// <summary>What we owe next, and until when; null while we owe nothing or wait for the customer.</summary>
        public ClockKind? Owed { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public bool Late { get; init; }
        public IReadOnlyList<Line> Messages { get; init; } = [];
        public bool MayWrite { get; init; }
        /// <summary>Nobody can open it again: words sent now become a ticket of their own.</summary>
        public bool Over { get; init; }
    }

    /// <summary>The states of a ticket, as far as they mean something to a customer.</summary>
    public enum ProgressStage { Received, InWork, WaitsForYou, WaitsForOthers, Solved, Ended }

    public sealed record Step(ProgressStage Stage, DateTimeOffset At);

    public sealed record Line(bool FromUs, string Body, DateTimeOffset At, IReadOnlyList<FileFacts> Files);

    public static ProgressStage Of(TicketStatus status) => status switch
    {
        TicketStatus.Created => ProgressStage.Received,
        TicketStatus.WaitingCustomer => ProgressStage.WaitsForYou,
        TicketStatus.WaitingThirdParty => ProgressStage.WaitsForOthers,
        TicketStatus.Resolved or TicketStatus.Reviewed => ProgressStage.Solved,
        TicketStatus.Archived or TicketStatus.Merged => ProgressStage.Ended,
        _ => ProgressStage.InWork,
    };

    /// <summary>States that a ticket can take with a reply, so that the customer learns of them by it.</summary>
    static readonly string[] SaidByReply = [nameof(TicketStatus.WaitingCustomer), nameof(TicketStatus.Resolved)];

    internal sealed class Handler(TicketsDb db, ICustomerDirectory customers, IFiles files, ISettings settings, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query q, CancellationToken ct)
        {
            if (ProgressLink.Read(q.Token) is not { } link || await db.Linked(link).AsNoTracking().Include(t => t.Clocks).SingleOrDefaultAsync(ct) is not { } ticket || ticket.Subject == Ticket.Erased) return null;
            var (now, shown) = (clock.GetUtcNow(), await settings.Progress(ct));
            // Times as the customer reads them, not as the installation does.
            if (user.IsAnonymous && (await customers.FactsOf([ticket.CustomerId], ct)).Values.FirstOrDefault() is { } facts && DateTimeZoneProviders.Tzdb.GetZoneOrNull(facts.Zone) is { } zone) user.Reads(user.Language, zone);
            var states = await db.History.Where(h => h.TicketId == ticket.Id && h.Kind == HistoryKind.Status && h.To != null
                    // What was done with a reply is told when it leaves, and never where it was taken back.
                    && !(SaidByReply.Contains(h.To) && db.Messages.Any(m => m.TicketId == h.TicketId && m.At == h.At && m.Kind == MessageKind.Reply && (m.WithdrawnAt != null || m.LeavesAt > now))))
                .OrderBy(h => h.Id).Select(h => new { h.To, h.At }).ToListAsync(ct);
            var messages = !shown.Conversation ? [] : await db.SaidTo(await db.Conversation(ticket, ct), now).Include(m => m.Files).OrderByDescending(m => m.Id).Take(Shown).ToListAsync(ct);
            var attached = await files.InOrder([.. messages.SelectMany(m => m.Files).Select(f => f.FileId)], ct);
            var owed = ticket.IsOpen && ticket.Status != TicketStatus.WaitingCustomer ? ticket.Clocks.Where(c => c.Owed).MinBy(c => c.DueAt) : null;
            var steps = new List<Step>();
            foreach (var step in states.Select(s => new Step(Of(Enum.Parse<TicketStatus>(s.To!)), s.At)))
                if (steps.Count == 0 || steps[^1].Stage != step.Stage) steps.Add(step);
            messages.Reverse();
            return new()
            {
                Link = link, Number = ticket.Name, Subject = ticket.Subject, Stage = steps.Count > 0 ? steps[^1].Stage : Of(ticket.Status), Steps = steps,
                Owed = owed?.Kind, DueAt = owed?.DueAt, Late = owed?.DueAt < now, Messages = [.. messages.Select(m => new Line(m.Kind == MessageKind.Reply, m.Body, m.At, [.. attached.Where(a => m.Files.Any(f => f.FileId == a.Id))]))], MayWrite = shown.Write, Over = ticket.IsOver((await db.AllRulesShown(ct)).Sla, now),
            };
        }
    }

    /// <summary>The ticket of a link or, when it was merged with another of the same customer, the one that goes on.</summary>
    public static IQueryable<Ticket> Linked(this TicketsDb db, Guid link) =>
        from t in db.Tickets
        where t.LinkId == link
        from x in db.Tickets
        where x.Id == (db.Tickets.Any(y => y.Id == t.MergedIntoId && y.CustomerId == t.CustomerId) ? t.MergedIntoId : t.Id)
        select x;

    /// <summary>The ticket and those of the same customer that go on in it.</summary>
    public static async Task<List<long>> Conversation(this TicketsDb db, Ticket ticket, CancellationToken ct) =>
        [ticket.Id, .. ticket.HasMerged ? await db.Tickets.Where(t => t.MergedIntoId == ticket.Id && t.CustomerId == ticket.CustomerId).Select(t => t.Id).ToListAsync(ct) : []];

    /// <summary>What was said between the customer and us, as far as it has left and stands.</summary>
    public static IQueryable<Message> SaidTo(this TicketsDb db, List<long> conversation, DateTimeOffset now) =>
        db.Messages.AsNoTracking().Where(m => conversation.Contains(m.TicketId) && m.Kind != MessageKind.Note && m.WithdrawnAt == null && (m.LeavesAt == null || m.LeavesAt <= now) && m.Body != Ticket.Erased);
}
