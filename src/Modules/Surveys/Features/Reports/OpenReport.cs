using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using MediatR;

namespace Crm.Surveys.Features.Reports;

/// <summary>The figures themselves, as they were sent.</summary>
[Needs("improvements.read")]
internal static class OpenReport
{
    public sealed record Query(long Id) : IRequest<OpenFile>;

    public sealed class Handler(SurveysDb db, IFiles files, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, OpenFile>
    {
        public async Task<OpenFile> Handle(Query request, CancellationToken cancellationToken)
        {
            var report = await db.FindReport(request.Id, user, await staff.Teams(cancellationToken), cancellationToken);
            return await files.Open(report.FileId, cancellationToken) ?? throw new MissingException("File", report.FileId);
        }
    }
}
