using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Live;
using Crm.Tickets.Data;

namespace Crm.Tickets.Features.Routing;

/// <summary>
/// Whatever brings work or frees a person moves the queue at once: a ticket is opened, comes back, is resolved, waits or
/// goes to somebody else. Boards that are open look again.
/// </summary>
internal sealed class WhenWorkMoves(Router router, IStaffDirectory staff, ILive live) :
    IHandleMany<TicketOpened>, IHandleMany<TicketAssigned>, IHandleMany<TicketWaits>, IHandleMany<TicketResolved>, IHandleMany<TicketReopened>, IHandleMany<TicketClockBreached>
{
    /// <summary>Boards follow it. It says that something has changed, never what.</summary>
    public const string Board = "board";

    public Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct) => Move(happened.Select(h => h.TeamId), [], ct);

    // Given back: the queue has one more. Taken from somebody: they can have another. Given to somebody: nothing moves.
    public Task HandleMany(IReadOnlyList<TicketAssigned> happened, CancellationToken ct) => Move(happened.Where(h => h.AssigneeId is null).Select(h => h.TeamId), happened.Select(h => h.PreviousId), ct);

    public Task HandleMany(IReadOnlyList<TicketWaits> happened, CancellationToken ct) => Move([], happened.Select(h => h.AssigneeId), ct);

    public Task HandleMany(IReadOnlyList<TicketResolved> happened, CancellationToken ct) => Move([], happened.Select(h => h.AssigneeId), ct);

    public async Task HandleMany(IReadOnlyList<TicketReopened> happened, CancellationToken ct)
    {
        foreach (var ticket in happened.Select(h => h.TicketId).Distinct()) await router.GiveOn(ticket, ct);
        await Move([], [], ct); // what went back to a queue says so itself
    }

    public Task HandleMany(IReadOnlyList<TicketClockBreached> happened, CancellationToken ct) => Move([], [], ct);

    async Task Move(IEnumerable<long?> teams, IEnumerable<long?> freed, CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        await router.Drain([.. teams.OfType<long>(), .. freed.OfType<long>().Distinct().SelectMany(p => people.GetValueOrDefault(p)?.TeamIds ?? [])], ct);
        await live.Publish(Board, ct: ct);
    }
}

/// <summary>Who comes back, joins a team, or may do more than before gets something to do; what somebody who left was working on waits for others.</summary>
internal sealed class WhenStaffMoves(Router router, IStaffDirectory staff) : IHandle<StaffAvailabilityChanged>, IHandle<StaffSkillsChanged>, IHandle<StaffTeamsChanged>
{
    public async Task Handle(StaffAvailabilityChanged happened, CancellationToken ct)
    {
        if (!happened.Active) await router.GiveBack(happened.StaffId, ct);
        if (happened.Available) await Drain(happened.StaffId, ct);
    }

    public Task Handle(StaffSkillsChanged happened, CancellationToken ct) => Drain(happened.StaffId, ct);

    public Task Handle(StaffTeamsChanged happened, CancellationToken ct) => Drain(happened.StaffId, ct);

    async Task Drain(long person, CancellationToken ct) => await router.Drain((await staff.Everyone(ct)).GetValueOrDefault(person)?.TeamIds ?? [], ct);
}

/// <summary>The net under the events: a queue that stands although somebody is free moves within a minute.</summary>
internal sealed class DrainQueues(TicketsDb db, Router router) : ISweep
{
    public string Cron => "45 * * * * ?";

    public async Task Run(CancellationToken ct) => await router.Drain((await db.Routing(ct)).Automatic, ct);
}
