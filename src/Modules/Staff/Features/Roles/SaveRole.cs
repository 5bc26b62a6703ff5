using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.People;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Roles;

/// <summary>A role's name and what it may do: for each permission nothing, or how far it reaches.</summary>
[Needs("staff.manage")]
internal static class SaveRole
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new role.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? EnglishName { get; init; }
        /// <summary>Permission to scope; no entry, or an empty one, for nothing.</summary>
        public Dictionary<string, string?> Grants { get; init; } = [];
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(ModuleList modules)
        {
            var known = modules.Permissions.ToLookup(p => p.Name);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.EnglishName).MaximumLength(100);
            RuleForEach(c => c.Grants).Must(g => string.IsNullOrEmpty(g.Value) || (known[g.Key].FirstOrDefault() is { } p && Enum.TryParse<Scope>(g.Value, out var scope) && Enum.IsDefined(scope) && (p.Scoped || scope == Scope.All)));
        }
    }

    internal sealed class Reader(StaffDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct)
        {
            var role = await db.Roles.AsNoTracking().Include(r => r.Grants).FirstOrDefaultAsync(r => r.Id == request.Id, ct) ?? throw new MissingException("role", request.Id);
            return new Command { Id = role.Id, Name = role.Name, EnglishName = role.EnglishName, Version = role.Version, Grants = role.Grants.OrderBy(g => g.Permission).ToDictionary(g => g.Permission, g => (string?)g.Scope.ToString()) };
        }
    }

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken ct)
        {
            var role = request.Id == 0 ? new Role(request.Name, request.EnglishName)
                : await db.Roles.Include(r => r.Grants).FirstOrDefaultAsync(r => r.Id == request.Id, ct) ?? throw new MissingException("role", request.Id);
            await using var transaction = await db.Begin(ct);
            if (request.Id == 0) db.Roles.Add(role);
            else
            {
                db.Expect(role, request.Version);
                db.Entry(role).State = EntityState.Modified; // grants are rows of their own: the version must guard them too
            }
            role.Rename(request.Name, request.EnglishName);
            role.GrantOnly(request.Grants.Where(g => !string.IsNullOrEmpty(g.Value)).ToDictionary(g => g.Key, g => Enum.Parse<Scope>(g.Value!)));
            await db.SaveChangesAsync(ct);
            await db.EnsureSomebodyManages(ct);
            await transaction.CommitAsync(ct);
            return role.Id;
        }
    }
}
