using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>What a person sends leaves the house only after so long; until then they may take it back.</summary>
    public static readonly TimeSpan UndoFor = TimeSpan.FromSeconds(10);

    readonly List<Draft> drafts = [];
    readonly List<Mention> mentions = [];

    /// <summary>For queries; never loaded with the ticket.</summary>
    public IReadOnlyList<Draft> Drafts => drafts;

    /// <summary>For queries; never loaded with the ticket.</summary>
    public IReadOnlyList<Mention> Mentions => mentions;

    /// <summary>Calls colleagues by a note that names them.</summary>
    public void Mentioned(Message note, IEnumerable<long> people) => mentions.AddRange(people.Select(p => new Mention(note, p)));

    /// <summary>The end of the work was sent with this message; also when it has been opened again since. Needs the history of that moment.</summary>
    public bool EndedWith(Message message) => message.LeavesAt is not null && history.Exists(h => h.Kind == HistoryKind.Status && h.To == nameof(TicketStatus.Resolved) && h.At == message.At);

    bool ResolvedBy(Message message) => message.LeavesAt is not null && ResolvedAt == message.At;

    /// <summary>Its writer takes a reply back before it leaves: the clocks it met run on, and the step that the ticket took with it is taken back. Needs the history of that moment.</summary>
    public void TakeBack(Message message, SlaRules sla, long by, DateTimeOffset at)
    {
        if (message.ById != by || message.LeavesAt is not { } leaves || at >= leaves || Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.undo.late");
        var step = history.LastOrDefault(h => h.Kind == HistoryKind.Status && h.At == message.At);
        if (ResolvedBy(message))
        {
            // Somebody has looked at the result already, and built on it.
            if (Status != TicketStatus.Resolved) throw new RuleException("tickets.undo.late");
            Move(Enum.Parse<TicketStatus>(step!.From!), by, at);
            (ResolvedAt, FinishedAt, ReviewDueAt, CauseId, ResolutionId) = (null, null, null, null, null);
            foreach (var clock in clocks.Where(c => c.Kind == ClockKind.Resolution && c.EndedAt == message.At && c.State is ClockState.Met or ClockState.Breached)) clock.Withdraw(at, sla);
        }
        else if (Status == TicketStatus.WaitingCustomer && step?.To == nameof(TicketStatus.WaitingCustomer)) Move(Enum.Parse<TicketStatus>(step.From!), by, at);
        Withdraw(message, sla, at);
        message.Withdraw(by, at);
        LastMessageAt = at;
    }
}
