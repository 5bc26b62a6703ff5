using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Jobs;

/// <summary>Background jobs, newest first: one's own; with system.operate everybody's.</summary>
[OpenToAll("Everybody sees their own jobs.")]
internal static class ListJobs
{
    public sealed record Query(JobState? State = null, string? After = null) : IRequest<Slice<JobFacts>>;

    internal sealed class Handler(PlatformDb db, CurrentUser user) : IRequestHandler<Query, Slice<JobFacts>>
    {
        const int Size = 50;

        public async Task<Slice<JobFacts>> Handle(Query request, CancellationToken cancellationToken)
        {
            var before = Cursor.Read<long?>(request.After) ?? long.MaxValue;
            var rows = db.Jobs.Visible(user).Where(j => j.Id < before);
            if (request.State is { } state) rows = rows.Where(j => j.State == state);
            return Cursor.Cut(await rows.OrderByDescending(j => j.Id).Take(Size + 1).Select(JobFacts.Of).ToListAsync(cancellationToken), Size, j => j.Id);
        }
    }
}
