using Crm.Platform.Data;

namespace Crm.Knowledge.Domain;

/// <summary>A shelf of articles. It may stand below another, which then stands below none.</summary>
internal sealed class Category : Entity, IAudited
{
    Category() { }

    public Category(string name, string nameZh, string slug, long? parentId, int position)
    {
        Slug = slug;
        Change(name, nameZh, parentId, position, true);
    }

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";

    /// <summary>Its name in addresses, in both languages and whatever it is called later.</summary>
    public string Slug { get; private set; } = "";
    public long? ParentId { get; private set; }
    public int Position { get; private set; }

    /// <summary>Offered for new articles, and shown in the help centre.</summary>
    public bool Active { get; private set; } = true;

    public void Change(string name, string nameZh, long? parentId, int position, bool active) =>
        (Name, NameZh, ParentId, Position, Active) = (name.Trim(), nameZh.Trim(), parentId, position, active);

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}
