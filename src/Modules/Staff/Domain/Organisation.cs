using Crm.Platform.Data;

namespace Crm.Staff.Domain;

/// <summary>A department: the widest circle a scope short of "all" reaches.</summary>
internal sealed class Department : Entity, IAudited
{
    Department() { }

    public Department(string name, string? englishName) => Rename(name, englishName);

    public string Name { get; private set; } = "";
    public string? EnglishName { get; private set; }

    public string NameIn(string language) => language == "en" && EnglishName is not null ? EnglishName : Name;

    public void Rename(string name, string? englishName) => (Name, EnglishName) = (name.Trim(), englishName.OrNull());
}

/// <summary>A team of a department, led by a supervisor. Rules find it by its code.</summary>
internal sealed class Team : Entity, IAudited
{
    Team() { }

    public Team(long departmentId, string name, string? englishName, string? code, long? supervisorId) => Change(departmentId, name, englishName, code, supervisorId);

    public long DepartmentId { get; private set; }
    public string Name { get; private set; } = "";
    public string? EnglishName { get; private set; }
    public string? Code { get; private set; }
    public long? SupervisorId { get; private set; }

    public string NameIn(string language) => language == "en" && EnglishName is not null ? EnglishName : Name;

    public void Change(long departmentId, string name, string? englishName, string? code, long? supervisorId) =>
        (DepartmentId, Name, EnglishName, Code, SupervisorId) = (departmentId, name.Trim(), englishName.OrNull(), code.OrNull(), supervisorId);
}
