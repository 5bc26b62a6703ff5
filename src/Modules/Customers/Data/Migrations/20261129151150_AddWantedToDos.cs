using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddWantedToDos : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos",
                column: "wanted_key",
                unique: true,
                filter: "wanted_key is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropColumn(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos");
        }
    }
}
