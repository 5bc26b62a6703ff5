using System.Linq.Expressions;
using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Jobs;

/// <summary>What a page shows of a job. Model of the partial "_Job", which follows the job while it runs.</summary>
public sealed record JobFacts(
    long Id, string Title, long? StaffId, JobState State, long Done, long? Total, string? Result, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, bool CancelRequested)
{
    internal static readonly Expression<Func<JobRow, JobFacts>> Of = j => new JobFacts(
        j.Id, j.Title, j.StaffId, j.State, j.Done, j.Total, j.Result, j.Error, j.CreatedAt, j.StartedAt, j.FinishedAt, j.CancelRequested);

    /// <summary>Waiting or running.</summary>
    public bool IsOpen => State is JobState.Waiting or JobState.Running;

    /// <summary>0 to 100, or null while nobody knows how much there is.</summary>
    public int? Percent => State == JobState.Succeeded ? 100 : Total is > 0 ? (int)Math.Clamp(Done * 100 / Total.Value, 0, 100) : null;

    /// <summary>The file that came out, when the result has a "fileId".</summary>
    public Guid? FileId => Property("fileId") is { } text && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>Where the result leads, when it has a "url" of this site.</summary>
    public string? Url => Property("url") is { Length: > 1 } url && url[0] == '/' && url[1] is not ('/' or '\\') ? url : null;

    string? Property(string name)
    {
        if (Result is null) return null;
        using var document = JsonDocument.Parse(Result);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

/// <summary>One job, for pages of modules that show its progress: send this query and render partial "_Job".</summary>
[OpenToAll("Everybody sees their own jobs.")]
public static class ShowJob
{
    /// <summary>Asks for a job.</summary>
    public sealed record Query(long Id) : IRequest<JobFacts>;

    internal sealed class Handler(PlatformDb db, CurrentUser user) : IRequestHandler<Query, JobFacts>
    {
        public async Task<JobFacts> Handle(Query request, CancellationToken cancellationToken) =>
            await db.Jobs.Visible(user).Where(j => j.Id == request.Id).Select(JobFacts.Of).FirstOrDefaultAsync(cancellationToken) ?? throw new MissingException("Job", request.Id);
    }

    internal static IQueryable<JobRow> Visible(this IQueryable<JobRow> jobs, CurrentUser user) =>
        user.Can("system.operate") ? jobs : jobs.Where(j => j.StaffId == user.Id);
}
