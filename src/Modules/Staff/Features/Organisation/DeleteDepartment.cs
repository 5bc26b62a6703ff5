using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Organisation;

/// <summary>Deletes a department without teams.</summary>
[Needs("staff.manage")]
internal static class DeleteDepartment
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var department = await db.Departments.FirstOrDefaultAsync(d => d.Id == request.Id, ct) ?? throw new MissingException("department", request.Id);
            if (await db.Teams.AnyAsync(t => t.DepartmentId == department.Id, ct)) throw new RuleException("staff.departments.used");
            db.Departments.Remove(department);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
