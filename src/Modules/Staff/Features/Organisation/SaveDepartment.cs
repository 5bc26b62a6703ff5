using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Organisation;

/// <summary>A department's names.</summary>
[Needs("staff.manage")]
internal static class SaveDepartment
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? EnglishName { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.EnglishName).MaximumLength(100);
        }
    }

    internal sealed class Reader(StaffDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct) =>
            await db.Departments.Where(d => d.Id == request.Id).Select(d => new Command { Id = d.Id, Name = d.Name, EnglishName = d.EnglishName, Version = d.Version }).FirstOrDefaultAsync(ct) ?? throw new MissingException("department", request.Id);
    }

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken ct)
        {
            Department? department;
            if (request.Id == 0) db.Departments.Add(department = new Department(request.Name, request.EnglishName));
            else
            {
                department = await db.Departments.FirstOrDefaultAsync(d => d.Id == request.Id, ct) ?? throw new MissingException("department", request.Id);
                db.Expect(department, request.Version);
                department.Rename(request.Name, request.EnglishName);
            }
            await db.SaveChangesAsync(ct);
            return department.Id;
        }
    }
}
