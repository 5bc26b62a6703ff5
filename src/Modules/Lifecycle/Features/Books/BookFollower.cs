using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Books;

/// <summary>Follows the playbooks: whoever enters gets the steps as to-dos, once for each entry; what was begun for the stage before falls away.</summary>
internal sealed class BookFollower(LifecycleDb db, IStaffDirectory staff, InstallationZone zone, TimeProvider clock)
{
    const string Stage = "stage.", Value = "value.";

    public static string KeyOf(CustomerStage stage) => Stage + SnakeCase.Of(stage.ToString());

    public static string KeyOf(ValueClass value) => Value + SnakeCase.Of(value.ToString());

    public Task Entered(IReadOnlyList<CustomerStageChanged> moved, CancellationToken ct) =>
        Enter(Stage, [.. moved.Select(m => (m.CustomerId, KeyOf(m.To), $"{KeyOf(m.To)}:{m.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}"))], ct);

    public Task EnteredClasses(IReadOnlyList<Copies.ClassChange> changed, CancellationToken ct)
    {
        var day = zone.DayOf(clock.GetUtcNow());
        return Enter(Value, [.. changed.Select(c => (c.CustomerId, Value + c.Class, FormattableString.Invariant($"{Value}{c.Class}:{day:yyyy-MM-dd}")))], ct);
    }

    async Task Enter(string kind, IReadOnlyList<(long Customer, string Key, string Entry)> entries, CancellationToken ct)
    {
        if (entries.Count == 0) return;
        // Who has passed through several at once is where the last one led.
        entries = [.. entries.GroupBy(e => e.Customer).Select(g => g.Last())];
        var now = clock.GetUtcNow();
        var ids = entries.Select(e => e.Customer).Distinct().ToList();
        var names = entries.Select(e => e.Entry).ToList();
        // What the stage, or the class, before had begun falls away. An entry told again ends nothing.
        foreach (var run in await db.Runs.Include(r => r.Steps).Where(r => ids.Contains(r.CustomerId) && r.EndedAt == null && !names.Contains(r.Entry) && db.Books.Any(b => b.Id == r.BookId && b.Key.StartsWith(kind))).ToListAsync(ct))
        {
            foreach (var step in run.Steps.Where(s => s.Open)) db.Publish(new ToDoWithdrawn(step.Key, run.CustomerId, now));
            run.End(now);
        }
        var keys = entries.Select(e => e.Key).Distinct().ToList();
        var books = await db.Books.AsNoTracking().Include(b => b.Steps).Where(b => b.Active && keys.Contains(b.Key)).ToDictionaryAsync(b => b.Key, ct);
        if (books.Count == 0) return;
        var customers = await db.Customers.AsNoTracking().Where(c => ids.Contains(c.CustomerId) && c.GoneAt == null && c.Admission == Admission.Admitted).ToDictionaryAsync(c => c.CustomerId, ct);
        var teams = await staff.Teams(ct);
        var begun = (await db.Runs.Where(r => ids.Contains(r.CustomerId) && names.Contains(r.Entry)).Select(r => new { r.CustomerId, r.Entry }).ToListAsync(ct)).Select(r => (r.CustomerId, r.Entry)).ToHashSet();
        foreach (var (id, key, entry) in entries)
        {
            if (!books.TryGetValue(key, out var book) || !customers.TryGetValue(id, out var customer) || !begun.Add((id, entry))) continue;
            var run = new BookRun(book.Id, id, entry, customer.OwnerId, customer.TeamId, now);
            var supervisor = customer.TeamId is { } team && teams.TryGetValue(team, out var found) ? found.SupervisorId : null;
            foreach (var step in book.Steps.OrderBy(s => s.AfterDays).ThenBy(s => s.Id))
            {
                // Due at the end of the day, as a promise by day is.
                var due = zone.StartOf(zone.DayOf(now).AddDays(step.AfterDays + 1)).AddMinutes(-1);
                var given = new RunStep(Guid.CreateVersion7(now), step.English, step.Chinese, due);
                run.Give(given);
                db.Publish(new ToDoWanted(given.Key, id, step.English, step.Chinese, step.Doer == StepDoer.Supervisor ? supervisor : customer.OwnerId ?? supervisor, due, now));
            }
            db.Runs.Add(run);
        }
    }
}

internal sealed class WhenCustomerStageChanged(BookFollower books) : IHandleMany<CustomerStageChanged>
{
    public Task HandleMany(IReadOnlyList<CustomerStageChanged> happened, CancellationToken ct) => books.Entered(happened, ct);
}

/// <summary>A step was carried out: its to-do was closed.</summary>
internal sealed class WhenWantedToDoClosed(LifecycleDb db) : IHandle<WantedToDoClosed>
{
    public async Task Handle(WantedToDoClosed happened, CancellationToken ct)
    {
        if (await db.RunSteps.SingleOrDefaultAsync(s => s.Key == happened.Key, ct) is { } step) step.Done(happened.At);
    }
}
