using Crm.Lifecycle.Features.Churn;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Demo;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>Copies what the other modules' demo data say, reconstructs two years of stages from it, and switches three playbooks on.</summary>
internal sealed class LifecycleDemo(LifecycleDb db, Filler filler, Scoring scoring) : IDemoData
{
    static readonly string[] On = ["stage.new", "stage.dormant", "value.high"];

    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    // Once everything is there that is copied.
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        foreach (var book in await db.Books.Include(b => b.Steps).Where(b => On.Contains(b.Key)).ToListAsync(ct)) book.Switch(true);
        await db.SaveQuietly(ct);
        await filler.Fill(ct);
        await ChurnDemo.Load(db, scoring, world, ct);
    }
}
