using Crm.Platform.Data;
using Crm.Platform.Features.Jobs;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tests.Support;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class JobTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Runs_as_whoever_started_it()
    {
        var id = await Start(new(2), person: 5);
        Assert.True(await Worker.RunNext(default));
        var job = await Job(id);
        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal((2, 2L), (job.Done, job.Total));
        Assert.Contains("\"by\": 5", job.Result, StringComparison.Ordinal);
        Assert.False(await Worker.RunNext(default));
    }

    [Fact]
    public async Task Of_a_person_who_left_fails_and_says_so()
    {
        var id = await Start(new(2), person: 4711);
        await Worker.RunNext(default);
        var job = await Job(id);
        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal("Whoever started this job may no longer sign in.", job.Error);
        Assert.Empty(await app.Rows($"job {id}"));
    }

    [Fact]
    public async Task Goes_on_where_a_dead_worker_stopped()
    {
        var id = await Start(new(5));
        Probe.Gate = new();
        var dying = Worker.RunNext(default);
        await Probe.Arrived.Task; // two steps done
        var other = app.NewHost().Services.GetRequiredService<JobWorker>();
        Assert.False(await other.RunNext(default)); // its lease holds

        app.Clock.Advance(JobWorker.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await other.RunNext(default));
        var job = await Job(id);
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempts));
        Assert.Equal([0, 1, 2, 3, 4], (await app.Rows($"job {id}")).Select(r => r.Value));

        // The first one was only slow. It notices, and changes nothing any more.
        Probe.Gate.SetResult();
        await dying;
        Assert.Equal(JobState.Succeeded, (await Job(id)).State);
        Assert.InRange((await app.Rows($"job {id}")).Count, 5, 6); // the step it was in may be there twice, never a further one
    }

    [Fact]
    public async Task A_job_that_kills_its_workers_is_given_up()
    {
        var id = await Start(new(5));
        await app.Db(db => db.Jobs.ExecuteUpdateAsync(j => j.SetProperty(x => x.Attempts, JobWorker.MaxAttempts)));
        await Worker.RunNext(default);
        Assert.Equal(JobState.Failed, (await Job(id)).State);
        Assert.Empty(await app.Rows($"job {id}"));
    }

    [Fact]
    public async Task Stops_at_its_next_step_when_cancelled()
    {
        var id = await Start(new(50), person: 5);
        Probe.Gate = new();
        var running = Worker.RunNext(default);
        await Probe.Arrived.Task;
        await Send(new CancelJob.Command { Id = id }, 5);
        Probe.Gate.SetResult();
        await running;
        Assert.Equal(JobState.Cancelled, (await Job(id)).State);
        Assert.InRange((await app.Rows($"job {id}")).Count, 2, 3);

        await Assert.ThrowsAsync<RuleException>(() => Send(new CancelJob.Command { Id = id }, 5));
        Probe.Gate = null;
        await Send(new RetryJob.Command { Id = id }, 5);
        await Worker.RunNext(default);
        Assert.Equal(JobState.Succeeded, (await Job(id)).State);
        Assert.Equal(50, (await app.Rows($"job {id}")).Select(r => r.Value).Distinct().Count());
    }

    [Fact]
    public async Task Waiting_is_cancelled_at_once_but_only_by_its_owner()
    {
        var id = await Start(new(5), person: 5);
        await Assert.ThrowsAsync<MissingException>(() => Send(new CancelJob.Command { Id = id }, 6));
        await Assert.ThrowsAsync<MissingException>(() => Send(new ShowJob.Query(id), 6));
        await Send(new CancelJob.Command { Id = id }, 5);
        Assert.Equal(JobState.Cancelled, (await Job(id)).State);
        Assert.False(await Worker.RunNext(default));
    }

    [Fact]
    public async Task A_host_that_stops_hands_over()
    {
        var id = await Start(new(5));
        Probe.Gate = new();
        using var stop = new CancellationTokenSource();
        var running = Worker.RunNext(stop.Token);
        await Probe.Arrived.Task;
        await stop.CancelAsync();
        Probe.Gate.SetResult();
        await running;
        Assert.Equal(JobState.Waiting, (await Job(id)).State);
        Assert.True(await app.NewHost().Services.GetRequiredService<JobWorker>().RunNext(default)); // at once, without waiting for the lease
        Assert.Equal(JobState.Succeeded, (await Job(id)).State);
    }

    [Fact]
    public async Task Two_workers_never_run_the_same()
    {
        for (var n = 0; n < 40; n++) await Start(new(1));
        var workers = new[] { Worker, Worker, app.NewHost().Services.GetRequiredService<JobWorker>() };
        await Task.WhenAll(workers.Select(async worker => { while (await worker.RunNext(default)) { } }));
        Assert.Equal(40, await app.Db(db => db.Jobs.CountAsync(j => j.State == JobState.Succeeded && j.Attempts == 1)));
        Assert.Equal(40, await app.Db(db => db.Rows.CountAsync()));
    }

    [Fact]
    public async Task What_a_rule_refuses_is_told_in_words()
    {
        Probe.Fails = true;
        var id = await Start(new(5, Breaks: true), person: 5);
        await Worker.RunNext(default);
        var job = await Job(id);
        Assert.Equal((JobState.Failed, "Whoever started this job may no longer sign in."), (job.State, job.Error));
    }

    Probe Probe => app.Services.GetRequiredService<Probe>();

    JobWorker Worker => app.Services.GetRequiredService<JobWorker>();

    Task<JobRow> Job(long id) => app.Db(db => db.Jobs.AsNoTracking().SingleAsync(j => j.Id == id));

    Task<long> Start(ProbeJob.Args args, long? person = null) => app.Db(async db =>
    {
        var job = db.Enqueue<ProbeJob, ProbeJob.Args>(args, "sweeps.run", person);
        await db.SaveChangesAsync();
        return job.Id;
    });

    async Task<T> Send<T>(IRequest<T> request, long person)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Become(person, "someone", Rights.None, "en", "UTC");
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }
}
