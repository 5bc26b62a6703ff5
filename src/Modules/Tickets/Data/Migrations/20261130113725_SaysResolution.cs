using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class SaysResolution : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Say(migrationBuilder, "类型、分类、原因和解决方式填写正确");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Say(migrationBuilder, "类型、分类、原因和处理方式填写正确");

        static void Say(MigrationBuilder migrationBuilder, string text) =>
            migrationBuilder.Sql($"update tickets.checklist_items set text_zh = '{text}' where checklist_id = 1 and position = 4 and revision = 1");
    }
}
